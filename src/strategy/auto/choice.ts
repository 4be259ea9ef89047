/** @file Which strategy suits a search: a table of what was measured. */
import type { Json, MetricSpec } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";

/** The strategies that are chosen from. */
export type Chosen = "evolution" | "gp" | "neat" | "nsga2" | "random" | "tpe";

/** All that a choice depends on. */
export interface SearchFacts {
  readonly trials: number;
  readonly size: bigint | "infinite";
  /** Decisions of an architecture; undefined where the space has no fixed list of them. */
  readonly parameters: number | undefined;
  /** True for networks that grow, with weights of their own. */
  readonly augmentable: boolean;
  readonly objectives: number;
}

interface Row {
  readonly strategy: Chosen;
  readonly applies: (facts: SearchFacts) => boolean;
  /** Ends the sentence "auto chose gp: ... with one objective, ...". */
  readonly because: string;
}

/** Beyond, others have found as much, and a Gaussian process takes some 40 ms a proposal. */
const PROCESS_TRIALS = 500;
/** Beyond, the time of a proposal by TPE, which grows with the results, is felt as well. */
const DENSITY_TRIALS = 5000;
/** A model of more decisions needs more results than it can be fitted to. */
const MODEL_PARAMETERS = 100;

/*
 * Measured with 10 seeds on NAS-Bench-201 (CIFAR-10) and on random landscapes of six decisions (`bench run --benchmark
 * synthetic`). One objective, distance to the best after 30 trials, share that found it after 100:
 *   gp 0.27, 0.9 and 0.14, 1.0; bananas 0.63, 0.9 and 0.48, 0.9; local-search 0.45, 0.9 and 0.52, 0.8;
 *   tpe 0.44, 0.5 and 0.80, 0.4; npenas 0.46, 0.6 and 0.56, 0.6; evolution 0.61, 0.1 and 0.79, 0.1.
 * Two objectives (the second: parameters, sum of options), share of the hypervolume after 30 and 100 trials:
 *   gp 0.93, 0.985 and 0.74, 0.850; ehvi 0.93, 0.958 and 0.76, 0.835; parego 0.90, 0.973 and 0.67, 0.843;
 *   motpe 0.92, 0.965 and 0.56, 0.779; tpe 0.91, 0.974 and 0.54, 0.753; nsga2 0.88, 0.955 and 0.47, 0.656.
 * After 300 and 1,000 trials: gp 0.9940, 0.9944; tpe 0.9930, 0.9955 and 0.849, 0.852; nsga2 0.988, 0.995 and 0.827,
 *   0.851; evolution 0.973, 0.987 and 0.765, 0.822. CPU of 1,000 trials: gp 38 s, tpe 2 s, the others 0.1 s.
 */
const table: readonly Row[] = [
  {
    strategy: "neat",
    applies: ({ augmentable }) => augmentable,
    because: "as its networks grow, weights and all",
  },
  {
    strategy: "random",
    applies: ({ size, trials }) => size !== "infinite" && size <= BigInt(trials),
    because: "enough to try every architecture",
  },
  {
    // For ten trials or fewer too: they are random ones then, and a search that is prolonged goes on with a model.
    strategy: "gp",
    applies: ({ trials, parameters = Infinity }) => trials <= PROCESS_TRIALS && parameters <= MODEL_PARAMETERS,
    because: "where a model of the results saves most trials",
  },
  {
    strategy: "tpe",
    applies: ({ trials, parameters = Infinity }) => trials <= DENSITY_TRIALS && parameters <= MODEL_PARAMETERS,
    because: "where a model that is quick to fit finds as much as a finer one",
  },
  {
    strategy: "nsga2",
    applies: ({ objectives }) => objectives > 1,
    because: "where a model would cost more than it saves",
  },
  {
    strategy: "evolution",
    applies: () => true,
    because: "where a model would cost more than it saves",
  },
];

export interface Choice {
  readonly strategy: Chosen;
  /** One sentence: "auto chose gp: 200 trials in a space of 15,625 with one objective, where ...". */
  readonly sentence: string;
}

/** Takes the first row of the table that applies. */
export function choose(facts: SearchFacts): Choice {
  const { strategy, because } = table.find(({ applies }) => applies(facts)) as Row;
  const { trials, size, objectives } = facts;
  const goals = objectives === 1 ? "one objective" : `${objectives} objectives`;
  const space = size === "infinite" ? "an infinite space" : `a space of ${countOf(size)}`;
  const many = trials === 1 ? "1 trial" : `${trials.toLocaleString("en-US")} trials`;
  return { strategy, sentence: `auto chose ${strategy}: ${many} in ${space} with ${goals}, ${because}` };
}

export function factsOf<A extends Json>(
  space: SearchSpace<A>,
  objectives: readonly MetricSpec[],
  trials: number,
): SearchFacts {
  return {
    trials,
    size: space.size,
    // A space may lack what none of its strategies needs.
    parameters: typeof space.toIndices === "function" ? space.parameters.length : undefined,
    augmentable: space.addNode !== undefined,
    objectives: objectives.length,
  };
}

/** Whole numbers up to a million million, powers of ten beyond. */
function countOf(size: bigint): string {
  const digits = String(size);
  return digits.length <= 12 ? size.toLocaleString("en-US") : `about 10^${digits.length - 1}`;
}
