export { Archive, type Entry, type Pending } from "./archive.ts";
export { type AshaOptions, asha } from "./asha/asha.ts";
export { type AutoOptions, auto } from "./auto/auto.ts";
export { type BananasOptions, bananas } from "./bananas.ts";
export { costsOf } from "./costs.ts";
export { type CurveStoppingOptions, curveStopping } from "./curve-stopping/curve-stopping.ts";
export {
  defineStrategy,
  type Searcher,
  type StrategyDefinition,
  type StrategyParts,
} from "./define-strategy.ts";
export { type DeltaNasOptions, deltaNas } from "./delta-nas.ts";
export { type EhviOptions, ehvi } from "./ehvi.ts";
export { type EvolutionOptions, evolution } from "./evolution.ts";
export type { Features } from "./features.ts";
export { type GeneticOptions, genetic } from "./genetic.ts";
export { given } from "./given.ts";
export { type GpOptions, gp } from "./gp.ts";
export { type BohbOptions, bohb } from "./hyperband/bohb.ts";
export {
  type HyperbandOptions,
  hyperband,
  type SuccessiveHalvingOptions,
  successiveHalving,
} from "./hyperband/hyperband.ts";
export { type LocalSearchOptions, localSearch } from "./local-search.ts";
export { neat } from "./neat/neat.ts";
export type { NeatOptions } from "./neat/neat-options.ts";
export { type NpenasOptions, npenas } from "./npenas.ts";
export { type Nsga2Options, nsga2 } from "./nsga2.ts";
export { type ParegoOptions, parego } from "./parego.ts";
export { type PpoOptions, ppo } from "./ppo.ts";
export { type PredictorOptions, predictor } from "./predictor.ts";
export { type RandomOptions, random } from "./random.ts";
export { type ReinforceOptions, reinforce } from "./reinforce.ts";
export { scoresOf } from "./scores.ts";
export { drawUnseen, SeenKeys } from "./seen-keys.ts";
export { type SepxOptions, sepx } from "./sepx.ts";
export { type StrategyEntry, type StrategyName, strategies } from "./strategies.ts";
export type {
  CurveValue,
  History,
  HistoryForm,
  Observation,
  PastProposal,
  Proposal,
  Strategy,
  StrategyFactory,
  TrialId,
} from "./strategy.ts";
export { type Contestant, tournamentWinner } from "./tournament.ts";
export { type MotpeOptions, motpe } from "./tpe/motpe.ts";
export { type TpeOptions, tpe } from "./tpe/tpe.ts";
export type { StrategyTraits } from "./traits.ts";
export { type EarlierResult, type EarlierSearch, type TransferOptions, transfer } from "./transfer.ts";
