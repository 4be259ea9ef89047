/** @file Policy gradients, one result at a time. */
import { checkInteger, checkNumber, InputError, type Json, mergeSettings, type Rng } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Archive } from "./archive.ts";
import { defineStrategy, type Searcher, type StrategyParts, type StrategyState } from "./define-strategy.ts";
import {
  type Ascent,
  CategoricalPolicy,
  checkReward,
  createAscent,
  drawArchitecture,
  MovingAverage,
  type RewardKind,
  rewardOf,
} from "./policy/index.ts";
import type { Observation, Proposal, StrategyFactory } from "./strategy.ts";

export interface ReinforceOptions {
  /** Default 0.2, with which 100 trials are enough to learn from; NAS-Bench-201's code has 0.01. */
  readonly learningRate?: number;
  /** "adam" (default), or "plain" steps along the gradient, whose size goes with that of the rewards. */
  readonly optimizer?: "adam" | "plain";
  /** Weight that the average of earlier rewards keeps with each new one, in [0, 1). Default 0.9. */
  readonly baseline?: number;
  /** Weight of the policy's entropy in what is made larger, in units of the reward. Default 0. */
  readonly entropy?: number;
  /**
   * What a result teaches: "rank" (default), how many of the results so far are worse; "value", the objective itself, as
   * textbooks have it. Several objectives always go by rank.
   */
  readonly reward?: RewardKind;
  /** Draws at most so many times for an architecture that was not proposed before. Default 20; 1 takes every draw. */
  readonly tries?: number;
}

type ReinforceSettings = Readonly<Required<ReinforceOptions>>;

const defaults: ReinforceSettings = {
  learningRate: 0.2,
  optimizer: "adam",
  baseline: 0.9,
  entropy: 0,
  reward: "rank",
  tries: 20,
};

/**
 * Creates REINFORCE: architectures are drawn from a policy, one categorical distribution for each parameter of the
 * space, and each result makes the options it was drawn with more likely if it is better than the average so far, less
 * likely if it is worse. Only the parameters that apply to the architecture learn.
 *
 * Results come in any order and proposals never wait for them. Failed and pruned trials teach nothing. The reward is
 * minus the part of all results so far that are better, by `scoresOf` where there are several objectives.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Williams 1992, "Simple Statistical Gradient-Following Algorithms"; the policy without a recurrent network and
 * the average that takes a reward in before it is compared, as in the code of NAS-Bench-201 (Dong, Yang 2020). Differs:
 * the learning rate; rewards by rank; logits start at 0; repeats avoided unless `tries` is 1.
 */
export function reinforce(options: ReinforceOptions = {}): StrategyFactory {
  const settings = mergeSettings<ReinforceSettings>("reinforce", defaults, options);
  checkNumber("reinforce", "learningRate", settings.learningRate, 0);
  checkNumber("reinforce", "baseline", settings.baseline, 0, 0.999999);
  checkNumber("reinforce", "entropy", settings.entropy, 0);
  checkInteger("reinforce", "tries", settings.tries, 1);
  checkReward("reinforce", settings.reward);
  if (settings.optimizer !== "adam" && settings.optimizer !== "plain") {
    throw new InputError(`Cannot set up reinforce: optimizer is "${settings.optimizer}", expected adam or plain`);
  }
  return defineStrategy<ReinforceState>({
    name: "reinforce",
    settings,
    needs: ["parametric"],
    start: {},
    make: (parts, state) => new ReinforceStrategy(parts, settings, state),
  });
}

interface ReinforceState {
  readonly logits?: readonly number[];
  readonly ascent?: Json;
  readonly baseline?: Json;
}

class ReinforceStrategy<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #settings: ReinforceSettings;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  readonly #policy: CategoricalPolicy;
  readonly #ascent: Ascent;
  readonly #baseline: MovingAverage;

  constructor({ space, rng, archive }: StrategyParts<A>, settings: ReinforceSettings, state: ReinforceState) {
    this.#space = space;
    this.#settings = settings;
    this.#rng = rng;
    this.#archive = archive;
    this.#policy = new CategoricalPolicy(space.parameters, state.logits);
    this.#ascent = createAscent(settings.optimizer, settings.learningRate, this.#policy.logits.length, state.ascent);
    this.#baseline = new MovingAverage(settings.baseline, state.baseline);
  }

  ask(count: number): readonly Proposal<A>[] {
    return Array.from({ length: count }, () => {
      const architecture = this.#archive.drawNew(this.#settings.tries, () =>
        drawArchitecture(this.#space, this.#policy, this.#rng),
      );
      this.#archive.propose(architecture);
      return { architecture, origin: "drawn from the policy" };
    });
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const observation of observations) {
      const reward = rewardOf(this.#archive, observation, this.#settings.reward);
      if (reward === undefined) continue;
      const advantage = reward - this.#baseline.add(reward);
      const options = this.#space.toIndices(observation.architecture);
      const gradient = new Float64Array(this.#policy.logits.length);
      this.#policy.addGradient(
        gradient,
        options,
        options.map(() => advantage),
      );
      this.#policy.addEntropyGradient(gradient, options, this.#settings.entropy);
      this.#ascent.step(this.#policy.logits, gradient);
    }
  }

  state(): StrategyState {
    return {
      logits: [...this.#policy.logits],
      ascent: this.#ascent.toJson(),
      baseline: this.#baseline.toJson(),
    };
  }
}
