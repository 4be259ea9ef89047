/** @file A problem small enough to follow by hand, and a strategy that proposes what it is told to. */
import { type Json, type MetricSpec, SpaceError, type Values } from "../../src/base/index.ts";
import type { Measurement, Problem } from "../../src/benchmark/index.ts";
import { choice, defineSpace, type SearchSpace } from "../../src/space/index.ts";
import type { Observation, Proposal, StrategyFactory, TrialId } from "../../src/strategy/index.ts";

export type Letter = { readonly name: "a" | "b" | "c" | "d" | "twin of a" };

const space: SearchSpace<Letter> = defineSpace({
  name: "letters",
  decisions: { name: choice(["a", "b", "c", "d", "twin of a"]) },
  canonical: (arch) => (arch.name === "twin of a" ? { name: "a" as const } : arch),
  build: () => {
    throw new SpaceError("Cannot build letters: they are no networks, expected none");
  },
});

const accuracy: MetricSpec = { name: "accuracy", unit: "%", goal: "max" };

/** At a tenth of the budget, at the whole; seconds of the whole. */
const letters: Readonly<Record<Letter["name"], Measurement>> = {
  a: { searched: [5, 50], reported: 40, seconds: 100, secondsOnce: 0 },
  b: { searched: [6, 60], reported: 80, seconds: 40, secondsOnce: 0 },
  c: { searched: [9, 70], reported: 60, seconds: 60, secondsOnce: 0 },
  d: { searched: [1, 90], reported: 70, seconds: 200, secondsOnce: 10 },
  "twin of a": { searched: [7, 55], reported: 45, seconds: 100, secondsOnce: 0 },
};

/** Letters with values at a tenth of the budget and at the whole, or at the whole alone. */
export function letterProblem(isPartial = true): Problem<Letter> {
  return {
    space,
    searched: accuracy,
    reported: { ...accuracy, name: "test" },
    fidelities: isPartial ? [0.1, 1] : [1],
    optimum: 90,
    reportedOptimum: 80,
    measure: ({ name }) => {
      const { searched, ...rest } = letters[name];
      return { ...rest, searched: isPartial ? searched : searched.slice(1) };
    },
  };
}

/** What a strategy was told, in order. */
export type Told =
  | { readonly judged: TrialId; readonly fidelity: number; readonly values: Values }
  | Observation<Letter>;

export interface Script {
  /** Names, with a fidelity where it is not 1 and the trial they continue, if any; the last goes on for ever. */
  readonly proposals: readonly (Letter["name"] | readonly [Letter["name"], number, TrialId?])[];
  /** Stops the trial at this fidelity. */
  readonly stop?: (trial: TrialId, fidelity: number) => boolean;
}

/** A strategy that proposes by script and writes down what it is told. */
export function scripted({ proposals, stop = () => false }: Script, told: Told[] = []): StrategyFactory {
  let asked = 0;
  const propose = (): Proposal<Letter> => {
    const next = proposals[Math.min(asked++, proposals.length - 1)] as Script["proposals"][number];
    const [name, fidelity, continues] = typeof next === "string" ? [next, 1] : next;
    return { architecture: { name }, origin: "script", fidelity, ...(continues === undefined ? {} : { continues }) };
  };
  const strategy = {
    ask: (count: number) => Array.from({ length: count }, propose),
    tell: (observations: readonly Observation<Letter>[]) => void told.push(...observations),
    snapshot: (): Json => asked,
    judge: (judged: TrialId, fidelity: number, values: Values) => {
      told.push({ judged, fidelity, values });
      return stop(judged, fidelity) ? ("stop" as const) : ("continue" as const);
    },
  };
  const factory = { name: "scripted", settings: {}, needs: [], create: () => strategy, restore: () => strategy };
  return factory as unknown as StrategyFactory;
}
