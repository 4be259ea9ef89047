/** @file The tree-structured Parzen estimator as a strategy. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Archive } from "../archive.ts";
import type { Searcher, StrategyParts, StrategyState } from "../define-strategy.ts";
import type { Observation, Proposal } from "../strategy.ts";
import { fromOptions } from "../vary-options.ts";
import { ageWeights } from "./age-weights.ts";
import { BoundedResults } from "./bounded-results.ts";
import type { Gamma } from "./gamma.ts";
import { firstGroups, type ParameterGroup, splitGroups } from "./groups.ts";
import { ParzenMixture } from "./mixture.ts";
import type { Split } from "./split.ts";

export interface TpeParts {
  readonly startup: number;
  readonly candidates: number;
  readonly multivariate: boolean;
  readonly priorWeight: number;
  readonly forgetting: number;
  readonly tries: number;
  readonly gamma: Gamma;
  readonly split: Split;
}

/**
 * Results an estimate is made of at most, a third of them good ones; as many as the processes of `gp` are fitted to. The
 * published estimators bound the good ones alone, at 25, so that each proposal costs more than the last. Up to this
 * number there is no difference; nor was one found in what searches of 3,000 trials find.
 */
const MOST_RESULTS = 300;

/** The option of each parameter, -1 where it does not apply. */
type Options = readonly number[];

/** Options of every parameter, and how much likelier they are among the good than among the rest. */
interface Candidate {
  readonly options: Options;
  readonly gain: number;
}

export class TpeStrategy<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #parts: TpeParts;
  readonly #objectives: number;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  readonly #results: BoundedResults<A>;
  /** Options by entry or pending proposal of the archive, so that architectures are read once. */
  readonly #options = new WeakMap<object, Options>();
  #groups: readonly ParameterGroup[];
  /** Results that the groups were split by; both follow from the archive. */
  #grouped = 0;

  constructor({ space, objectives, rng, archive }: StrategyParts<A>, parts: TpeParts) {
    this.#space = space;
    this.#parts = parts;
    this.#objectives = objectives.length;
    this.#rng = rng;
    this.#archive = archive;
    this.#results = new BoundedResults(archive, MOST_RESULTS, parts.split);
    this.#groups = firstGroups(space.parameters.length, parts.multivariate);
  }

  ask(count: number): readonly Proposal<A>[] {
    return this.#archive.ask(count, () => this.#modelled() ?? this.#random());
  }

  tell(observations: readonly Observation<A>[]): void {
    this.#archive.tell(observations);
  }

  state(): StrategyState {
    return {};
  }

  #random(): Proposal<A> {
    const architecture = this.#archive.drawNew(this.#parts.tries, () => this.#space.sample(this.#rng));
    return { architecture, origin: "random" };
  }

  /** The best new candidate; undefined while there are too few results, or where none is new. */
  #modelled(): Proposal<A> | undefined {
    if (this.#results.finished < Math.max(1, this.#parts.startup)) return undefined;
    const draw = this.#candidates();
    for (let i = 0; i < this.#parts.tries; i++) {
      for (const { options } of draw()) {
        const architecture = fromOptions(this.#space, options, this.#rng);
        if (architecture === undefined) continue;
        if (this.#parts.tries > 1 && this.#archive.has(architecture)) continue;
        return { architecture, origin: "likely among the best" };
      }
    }
    return undefined;
  }

  /** Estimates both densities of each group; returns what draws candidates from them, the best first. */
  #candidates(): () => readonly Candidate[] {
    const { gamma, split, candidates, forgetting } = this.#parts;
    const { finished, latest, contenders } = this.#results;
    const most = finished > MOST_RESULTS ? Math.ceil(MOST_RESULTS / 3) : finished;
    const count = Math.min(gamma(finished, this.#objectives), contenders.length, most);
    const good = split(contenders, count, forgetting);
    const isGood = new Set(good.entries);
    const bad = latest.filter((entry) => !isGood.has(entry)).slice(count - MOST_RESULTS);
    const rest = bad.sort((a, b) => a.trial - b.trial);
    // A proposal under way counts as no good, so that the next ones keep away from it.
    const others = [...rest, ...this.#archive.pending].map((one) => this.#optionsOf(one));
    const bests = good.entries.map((entry) => this.#optionsOf(entry));
    const ages = ageWeights(others.length, forgetting);
    const estimates = this.#currentGroups().map((group) => ({
      group,
      below: this.#estimate(group, bests, good.weights),
      above: this.#estimate(group, others, ages),
    }));
    return () => joined(this.#space.parameters.length, estimates, candidates, this.#rng);
  }

  /** The density of a group's options, from the results to which its parameters apply. */
  #estimate(group: ParameterGroup, all: readonly Options[], allWeights: ArrayLike<number>): ParzenMixture {
    const results: Options[] = [];
    const weights: number[] = [];
    for (let i = 0; i < all.length; i++) {
      const options = all[i] as Options;
      if ((options[group[0] as number] as number) < 0) continue;
      results.push(options);
      weights.push(allWeights[i] as number);
    }
    const { parameters } = this.#space;
    return new ParzenMixture({ parameters, group, results, weights, priorWeight: this.#parts.priorWeight });
  }

  /** The groups by every result and every proposal under way. */
  #currentGroups(): readonly ParameterGroup[] {
    const { entries, pending } = this.#archive;
    for (const one of [...entries.slice(this.#grouped), ...pending]) {
      this.#groups = splitGroups(this.#groups, this.#optionsOf(one));
    }
    this.#grouped = entries.length;
    return this.#groups;
  }

  #optionsOf(one: { readonly architecture: A }): Options {
    let options = this.#options.get(one);
    if (options === undefined) {
      options = this.#space.toIndices(one.architecture);
      this.#options.set(one, options);
    }
    return options;
  }
}

interface Estimate {
  readonly group: ParameterGroup;
  readonly below: ParzenMixture;
  readonly above: ParzenMixture;
}

/**
 * Draws `count` candidates for each group. The first joined one has each group's best; the others follow as they were
 * drawn, ranked by the sum of their gains, for where the first is not a new architecture.
 */
function joined(parameters: number, estimates: readonly Estimate[], count: number, rng: Rng): readonly Candidate[] {
  const parts = estimates.map(({ group, below, above }) => {
    const drawn = Array.from({ length: count }, () => below.sample(rng));
    const gain = (options: Options): number => below.logDensity(options) - above.logDensity(options);
    return { group, candidates: drawn.map((options) => ({ options, gain: gain(options) })) };
  });
  const join = (choose: (candidates: readonly Candidate[]) => Candidate): Candidate => {
    const options = new Array<number>(parameters).fill(-1);
    let gain = 0;
    for (const { group, candidates } of parts) {
      const chosen = choose(candidates);
      gain += chosen.gain;
      for (const [k, parameter] of group.entries()) options[parameter] = chosen.options[k] as number;
    }
    return { options, gain };
  };
  const best = join((candidates) => candidates.reduce((a, b) => (b.gain > a.gain ? b : a)));
  const asDrawn = Array.from({ length: count }, (_, i) => join((candidates) => candidates[i] as Candidate));
  return [best, ...asDrawn.sort((a, b) => b.gain - a.gain)];
}
