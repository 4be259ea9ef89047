/** @file The strategies that come with Espalier, by name. */
import type { Settings } from "../base/index.ts";
import { asha } from "./asha/asha.ts";
import { auto } from "./auto/auto.ts";
import { bananas } from "./bananas.ts";
import { curveStopping } from "./curve-stopping/curve-stopping.ts";
import { deltaNas } from "./delta-nas.ts";
import { ehvi } from "./ehvi.ts";
import { evolution } from "./evolution.ts";
import type { Features } from "./features.ts";
import { genetic } from "./genetic.ts";
import { gp } from "./gp.ts";
import { bohb } from "./hyperband/bohb.ts";
import { hyperband, successiveHalving } from "./hyperband/hyperband.ts";
import { localSearch } from "./local-search.ts";
import { neat } from "./neat/neat.ts";
import { npenas } from "./npenas.ts";
import { nsga2 } from "./nsga2.ts";
import { parego } from "./parego.ts";
import { ppo } from "./ppo.ts";
import { predictor } from "./predictor.ts";
import { random } from "./random.ts";
import { reinforce } from "./reinforce.ts";
import { sepx } from "./sepx.ts";
import type { StrategyFactory } from "./strategy.ts";
import { motpe } from "./tpe/motpe.ts";
import { tpe } from "./tpe/tpe.ts";
import type { StrategyTraits } from "./traits.ts";

export interface StrategyEntry {
  /** One line for lists. */
  readonly summary: string;
  readonly traits: StrategyTraits;
  /**
   * Sets the strategy up.
   *
   * @param features  For the strategies that look at them, those of the space that is searched; others pass them over.
   * @throws {InputError} if a setting is unknown or wrong.
   */
  create(settings?: Settings, features?: Features<never>): StrategyFactory;
}

export type StrategyName =
  | "asha"
  | "auto"
  | "bananas"
  | "bohb"
  | "curve-stopping"
  | "delta-nas"
  | "ehvi"
  | "evolution"
  | "genetic"
  | "gp"
  | "hyperband"
  | "local-search"
  | "motpe"
  | "neat"
  | "npenas"
  | "nsga2"
  | "parego"
  | "ppo"
  | "predictor"
  | "random"
  | "reinforce"
  | "sepx"
  | "successive-halving"
  | "tpe";

/** Every strategy by the name a command line uses; settings are the options of the function of that name. */
export const strategies: Readonly<Record<StrategyName, StrategyEntry>> = {
  asha: {
    summary: "asynchronous successive halving: prune a trial unless it is among the best that came as far",
    traits: { objectives: "ranked", constraints: false, features: false, budget: "stops" },
    create: (settings = {}) => asha(settings),
  },
  auto: {
    summary: "chooses one of the others by space, trials and objectives, and says which and why",
    traits: { objectives: "ranked", constraints: true, features: true, budget: "whole" },
    create: (settings = {}, features = undefined) => auto(settings, features),
  },
  bananas: {
    summary: "BANANAS: an ensemble of networks rates mutations of the best",
    traits: { objectives: "ranked", constraints: true, features: true, budget: "whole" },
    create: (settings = {}, features = undefined) => bananas(settings, features),
  },
  bohb: {
    summary: "Hyperband whose new architectures are drawn from a model of good and bad ones",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "parts" },
    create: (settings = {}) => bohb(settings),
  },
  "curve-stopping": {
    summary: "ends trials whose learning curve, extrapolated, will hardly beat the best; another strategy proposes",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "stops" },
    create: (settings = {}) => curveStopping(settings),
  },
  "delta-nas": {
    summary: "evolution that pays only for the change a model of differences expects most of",
    traits: { objectives: "ranked", constraints: true, features: true, budget: "whole" },
    create: (settings = {}, features = undefined) => deltaNas(settings, features),
  },
  ehvi: {
    summary: "Bayesian optimisation of several objectives: what is expected to enlarge the front's hypervolume most",
    traits: { objectives: "front", constraints: true, features: true, budget: "whole" },
    create: (settings = {}, features = undefined) => ehvi(settings, features),
  },
  evolution: {
    summary: "regularized evolution: mutate the best of a few, let the oldest die",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => evolution(settings),
  },
  genetic: {
    summary: "a genetic algorithm: cross and mutate the best, keep the best of parents and children",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => genetic(settings),
  },
  gp: {
    summary: "Bayesian optimisation with a Gaussian process: few trials, each well chosen",
    traits: { objectives: "ranked", constraints: true, features: true, budget: "whole" },
    create: (settings = {}, features = undefined) => gp(settings, features),
  },
  hyperband: {
    summary: "successive halving from many cheap trials to few long ones, in several mixes",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "parts" },
    create: (settings = {}) => hyperband(settings),
  },
  "local-search": {
    summary: "local search: walk from neighbour to better neighbour, start again at each summit",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => localSearch(settings),
  },
  motpe: {
    summary: "the tree-structured Parzen estimator for several objectives: good is what lies on the first fronts",
    traits: { objectives: "front", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => motpe(settings),
  },
  neat: {
    summary: "NEAT: networks that grow from the smallest, weights and all, in species (space neat only)",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => neat(settings),
  },
  npenas: {
    summary: "evolution that pays only for the children a predictor likes best",
    traits: { objectives: "ranked", constraints: true, features: true, budget: "whole" },
    create: (settings = {}, features = undefined) => npenas(settings, features),
  },
  nsga2: {
    summary: "NSGA-II: evolution towards a whole Pareto front",
    traits: { objectives: "front", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => nsga2(settings),
  },
  parego: {
    summary: "Bayesian optimisation of several objectives, mixed by other weights for each trial",
    traits: { objectives: "front", constraints: true, features: true, budget: "whole" },
    create: (settings = {}, features = undefined) => parego(settings, features),
  },
  ppo: {
    summary: "proximal policy optimization: learn how likely each option should be, a batch of results at a time",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => ppo(settings),
  },
  predictor: {
    summary: "a regressor over all results rates candidates near the best and anywhere",
    traits: { objectives: "ranked", constraints: true, features: true, budget: "whole" },
    create: (settings = {}, features = undefined) => predictor(settings, features),
  },
  random: {
    summary: "random search: independent draws, the baseline",
    traits: { objectives: "ignored", constraints: false, features: false, budget: "whole" },
    create: (settings = {}) => random(settings),
  },
  reinforce: {
    summary: "policy gradient: learn how likely each option should be, one result at a time",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => reinforce(settings),
  },
  sepx: {
    summary: "regularized evolution that also crosses parents, along shortest edit paths of their graphs",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => sepx(settings),
  },
  "successive-halving": {
    summary: "many cheap trials, the best of them again with more budget, and so on",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "parts" },
    create: (settings = {}) => successiveHalving(settings),
  },
  tpe: {
    summary: "tree-structured Parzen estimator: draw what is likely among the best and unlikely among the rest",
    traits: { objectives: "ranked", constraints: true, features: false, budget: "whole" },
    create: (settings = {}) => tpe(settings),
  },
};
