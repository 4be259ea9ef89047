/** @file Early stopping by learning curves. */
import { checkInteger, checkNumber, InputError, type Json, mergeSettings } from "../../base/index.ts";
import { givenHistory, restoring } from "../define-strategy.ts";
import { evolution } from "../evolution.ts";
import { random } from "../random.ts";
import type { StrategyFactory } from "../strategy.ts";
import { tpe } from "../tpe/tpe.ts";
import { CurveStopping, type CurveStoppingState, completeTrial } from "./curve-stopping-strategy.ts";
import { createForecaster } from "./forecast.ts";
import { medianRule } from "./median-rule.ts";
import { predictiveRule } from "./predictive-rule.ts";
import type { StoppingRule } from "./stopping-rule.ts";

export interface CurveStoppingOptions {
  /**
   * "predictive" (default): ends a trial whose learning curve, extrapolated, is unlikely to end better than the best
   * result. "median": ends one whose best value so far is worse than the median of what complete trials showed on
   * average as far.
   */
  readonly rule?: "predictive" | "median";
  /** Which strategy proposes, with its defaults. Default "random". */
  readonly sampler?: "random" | "evolution" | "tpe";
  /** For the predictive rule, the probability of a new best below which a trial ends. Default 0.05. */
  readonly delta?: number;
  /** Part of the budget from one judgement of a trial to the next, and before its first. Default 0.1. */
  readonly interval?: number;
  /** Trials to complete before any is ended. Default 3. */
  readonly startup?: number;
}

type Settings = Readonly<Required<CurveStoppingOptions>>;

const defaults: Settings = { rule: "predictive", sampler: "random", delta: 0.05, interval: 0.1, startup: 3 };

const samplers: Readonly<Record<Settings["sampler"], () => StrategyFactory>> = { random, evolution, tpe };

/**
 * Creates early stopping by learning curves: another strategy proposes, every trial may use the whole budget, and one
 * whose curve promises too little ends. The proposing strategy is told of it as of a pruned trial.
 *
 * Several objectives: see `predictiveRule` and `medianRule`; one that is not among the intermediate values does not
 * count. Where trials report nothing on the way, nothing is ended.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Domhan, Springenberg, Hutter 2015, "Speeding up Automatic Hyperparameter Optimization of Deep Neural Networks
 * by Extrapolation of Learning Curves"; the median rule of Golovin and others 2017, "Google Vizier". Differs: what
 * proposes is told no predicted result of an ended trial.
 */
export function curveStopping(options: CurveStoppingOptions = {}): StrategyFactory {
  const settings = mergeSettings<Settings>("curve-stopping", defaults, options);
  check(settings);
  const { rule, sampler, delta, interval, startup } = settings;
  const proposing = samplers[sampler]();
  // For all searches of this factory: their trials report at the same steps.
  const forecast = createForecaster();
  const makeRule = (learnt?: Json): StoppingRule =>
    rule === "median" ? medianRule(interval, learnt) : predictiveRule({ delta, interval, forecast }, learnt);
  return {
    name: "curve-stopping",
    settings: { ...settings },
    needs: proposing.needs,
    create: (space, objectives, rng) => {
      const parts = { sampler: proposing.create(space, objectives, rng), rule: makeRule(), startup, interval };
      return new CurveStopping(objectives, parts, { complete: 0, moves: objectives.map(() => false), running: [] });
    },
    restore: (space, objectives, snapshot, history) =>
      restoring("curve-stopping", () => {
        const state = snapshot as unknown as CurveStoppingState & { readonly sampler: Json; readonly rule: Json };
        const restored = proposing.restore(space, objectives, state.sampler, history);
        const learning = makeRule(state.rule);
        if (state.rule === null) {
          const complete = givenHistory(history).told.filter((observation) => observation.state === "complete");
          for (const observation of complete) learning.learn(completeTrial(observation, objectives));
        }
        return new CurveStopping(objectives, { sampler: restored, rule: learning, startup, interval }, state);
      }),
  };
}

function check({ rule, sampler, delta, interval, startup }: Settings): void {
  const wrong = (found: string, expected: string): InputError =>
    new InputError(`Cannot set up curve-stopping: ${found}, expected ${expected}`);
  if (rule !== "predictive" && rule !== "median") throw wrong(`rule is "${rule}"`, "predictive or median");
  if (!Object.hasOwn(samplers, sampler)) throw wrong(`sampler is "${sampler}"`, Object.keys(samplers).join(", "));
  checkNumber("curve-stopping", "delta", delta, 0, 1);
  checkNumber("curve-stopping", "interval", interval, 1e-6, 1);
  checkInteger("curve-stopping", "startup", startup, 1);
}
