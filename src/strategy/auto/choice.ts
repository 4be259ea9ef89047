/** @file Which strategy suits a search: a table of what was measured. */
import type { Json, MetricSpec } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";

/** The strategies that are chosen from. */
export type Chosen = "evolution" | "gp" | "neat" | "nsga2" | "random";

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

/** A model begins with this many random trials: with no more, it is random search. */
const START = 10;
/** Beyond, the best is found by cheaper means as well, and proposals of a model would take longer than their worth. */
const MODEL_TRIALS = 1000;
/** A model of more decisions needs more results than it can be fitted to. */
const MODEL_PARAMETERS = 100;

const table: readonly Row[] = [
  {
    strategy: "neat",
    applies: ({ augmentable }) => augmentable,
    because: "as its networks grow, weights and all",
  },
  {
    strategy: "random",
    applies: ({ size, trials }) => size !== "infinite" && size <= BigInt(trials),
    because: "which is all of it",
  },
  {
    strategy: "random",
    applies: ({ trials }) => trials <= START,
    because: "too few to learn from",
  },
  {
    // Two objectives on NAS-Bench-201 and on random landscapes: a share of the hypervolume of 0.93 and 0.74 after 30
    // trials, where evolution has 0.90 and 0.46, ehvi 0.92 and 0.73, parego 0.91 and 0.69, MOTPE 0.91 and 0.54. One
    // objective on NAS-Bench-201: the best cell after some 40 trials, bananas 60, local search 80.
    strategy: "gp",
    applies: ({ trials, parameters = Infinity }) => trials <= MODEL_TRIALS && parameters <= MODEL_PARAMETERS,
    because: "where a model of the results saves most trials",
  },
  {
    // After 100 trials as above: 0.96 and 0.66 of the hypervolume, evolution 0.95 and 0.63.
    strategy: "nsga2",
    applies: ({ objectives }) => objectives > 1,
    because: "where a model would cost more than it saves",
  },
  {
    // Finds the best cell of NAS-Bench-201 too, in some 500 trials, and an ask takes no time.
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
