/** @file Proximal policy optimization: policy gradients, a batch of results at a time. */
import {
  checkInteger,
  checkNumber,
  type Json,
  mean,
  mergeSettings,
  type Rng,
  standardDeviation,
} from "../base/index.ts";
import type { ArchKey, SearchSpace } from "../space/index.ts";
import type { Archive } from "./archive.ts";
import { defineStrategy, type Searcher, type StrategyParts, type StrategyState } from "./define-strategy.ts";
import {
  type Ascent,
  CategoricalPolicy,
  checkReward,
  clippedGradient,
  createAscent,
  drawArchitecture,
  type Experience,
  MovingAverage,
  type RewardKind,
  rewardOf,
} from "./policy/index.ts";
import type { Observation, Proposal, StrategyFactory } from "./strategy.ts";

export interface PpoOptions {
  /** Results the policy learns from at a time. Default 10. */
  readonly batch?: number;
  /** Steps with each batch. Default 10. */
  readonly epochs?: number;
  /** Part by which the probability of an option may move away from where it was drawn before steps stop. Default 0.2. */
  readonly clip?: number;
  /** Of Adam. Default 0.1. */
  readonly learningRate?: number;
  /**
   * Whether rewards are compared with the mean of their batch and divided by its standard deviation (default), or with
   * an average of all rewards so far.
   */
  readonly normalize?: boolean;
  /** Weight that the average of earlier rewards keeps with each new one, where it is used, in [0, 1). Default 0.9. */
  readonly baseline?: number;
  /** Weight of the policy's entropy in what is made larger. Default 0. */
  readonly entropy?: number;
  /**
   * What a result teaches: "rank" (default), how many of the results so far are worse; "value", the objective itself, as
   * textbooks have it. Several objectives always go by rank.
   */
  readonly reward?: RewardKind;
  /** Draws at most so many times for an architecture that was not proposed before. Default 20; 1 takes every draw. */
  readonly tries?: number;
}

type PpoSettings = Readonly<Required<PpoOptions>>;

const defaults: PpoSettings = {
  batch: 10,
  epochs: 10,
  clip: 0.2,
  learningRate: 0.1,
  normalize: true,
  baseline: 0.9,
  entropy: 0,
  reward: "rank",
  tries: 20,
};

/**
 * Creates proximal policy optimization: architectures are drawn from a policy, one categorical distribution for each
 * parameter of the space, and each batch of results moves it by several steps towards the options of the better ones.
 * The steps stop where an option's probability has moved by `clip`. Only the parameters that apply to an architecture
 * learn.
 *
 * Results come in any order and proposals never wait for them: each result is compared with the policy it was drawn
 * from. Failed and pruned trials teach nothing. The reward is that of `reinforce`.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Schulman et al. 2017, "Proximal Policy Optimization Algorithms", eqs. 7 and 9, used for architectures by Zoph
 * et al. 2018, "Learning Transferable Architectures". Differs: no recurrent network and no critic; a greater learning
 * rate, for searches of 100 trials; rewards by rank; repeats avoided unless `tries` is 1.
 */
export function ppo(options: PpoOptions = {}): StrategyFactory {
  const settings = mergeSettings<PpoSettings>("ppo", defaults, options);
  for (const name of ["batch", "epochs", "tries"] as const) checkInteger("ppo", name, settings[name], 1);
  for (const name of ["clip", "learningRate", "entropy"] as const) checkNumber("ppo", name, settings[name], 0);
  checkNumber("ppo", "baseline", settings.baseline, 0, 0.999999);
  checkReward("ppo", settings.reward);
  return defineStrategy<PpoState>({
    name: "ppo",
    settings,
    needs: ["parametric"],
    start: { drawn: [], batch: [] },
    make: (parts, state) => new PpoStrategy(parts, settings, state),
  });
}

/** A proposal under way. */
interface Drawn {
  readonly key: ArchKey;
  readonly logProbabilities: readonly number[];
}

interface PpoState {
  readonly logits?: readonly number[];
  readonly ascent?: Json;
  readonly baseline?: Json;
  readonly drawn: readonly Drawn[];
  readonly batch: readonly Experience[];
}

class PpoStrategy<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #settings: PpoSettings;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  readonly #policy: CategoricalPolicy;
  readonly #ascent: Ascent;
  readonly #baseline: MovingAverage;
  #drawn: readonly Drawn[];
  /** Results the policy has not learnt from yet. Where rewards are normalized, advantages are plain rewards till then. */
  #batch: readonly Experience[];

  constructor({ space, rng, archive }: StrategyParts<A>, settings: PpoSettings, state: PpoState) {
    this.#space = space;
    this.#settings = settings;
    this.#rng = rng;
    this.#archive = archive;
    this.#policy = new CategoricalPolicy(space.parameters, state.logits);
    this.#ascent = createAscent("adam", settings.learningRate, this.#policy.logits.length, state.ascent);
    this.#baseline = new MovingAverage(settings.baseline, state.baseline);
    this.#drawn = state.drawn;
    this.#batch = state.batch;
  }

  ask(count: number): readonly Proposal<A>[] {
    return Array.from({ length: count }, () => {
      const architecture = this.#archive.drawNew(this.#settings.tries, () =>
        drawArchitecture(this.#space, this.#policy, this.#rng),
      );
      this.#archive.propose(architecture);
      const logProbabilities = this.#policy.logProbabilities(this.#space.toIndices(architecture));
      this.#drawn = [...this.#drawn, { key: this.#space.key(architecture), logProbabilities }];
      return { architecture, origin: "drawn from the policy" };
    });
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const observation of observations) {
      const options = this.#space.toIndices(observation.architecture);
      const logProbabilities = this.#takeDrawn(observation.key) ?? this.#policy.logProbabilities(options);
      const reward = rewardOf(this.#archive, observation, this.#settings.reward);
      if (reward === undefined) continue;
      const advantage = this.#settings.normalize ? reward : reward - this.#baseline.add(reward);
      this.#batch = [...this.#batch, { options, logProbabilities, advantage }];
      if (this.#batch.length < this.#settings.batch) continue;
      this.#learn(this.#settings.normalize ? normalized(this.#batch) : this.#batch);
      this.#batch = [];
    }
  }

  state(): StrategyState {
    return {
      logits: [...this.#policy.logits],
      ascent: this.#ascent.toJson(),
      baseline: this.#baseline.toJson(),
      drawn: this.#drawn.map((one) => ({ ...one })),
      batch: this.#batch.map((one) => ({ ...one })),
    };
  }

  /** How likely the oldest proposal of that key was when it was drawn; undefined for a result nobody asked for. */
  #takeDrawn(key: ArchKey): readonly number[] | undefined {
    const at = this.#drawn.findIndex((drawn) => drawn.key === key);
    const found = this.#drawn[at]?.logProbabilities;
    if (at >= 0) this.#drawn = this.#drawn.toSpliced(at, 1);
    return found;
  }

  #learn(batch: readonly Experience[]): void {
    const { epochs, clip, entropy } = this.#settings;
    for (let epoch = 0; epoch < epochs; epoch++) {
      this.#ascent.step(this.#policy.logits, clippedGradient(this.#policy, batch, clip, entropy));
    }
  }
}

/** The batch with rewards as advantages: mean 0, standard deviation 1, or all 0 where rewards are equal. */
function normalized(batch: readonly Experience[]): Experience[] {
  const rewards = batch.map(({ advantage }) => advantage);
  const [center, spread] = [mean(rewards), standardDeviation(rewards)];
  // Equal rewards may differ from their mean by rounding.
  const areEqual = spread <= 1e-12 * Math.abs(center);
  return batch.map((one) => ({ ...one, advantage: areEqual ? 0 : (one.advantage - center) / spread }));
}
