/** @file Compares strategies by the traces of their searches. */
import { mannWhitney, mean, quantile, standardDeviation } from "../base/index.ts";
import type { Problem } from "./problem.ts";
import { type Budget, type Improvement, incumbentAt, type Trace } from "./trace.ts";

/** The strategy the others are compared with. */
export const BASELINE = "random";

/** How a strategy did within a budget. */
export interface ComparisonRow {
  readonly strategy: string;
  /** Evaluations, or simulated seconds. */
  readonly budget: number;
  /** Searches that had a result by then. */
  readonly seeds: number;
  /** The reported metric of the architecture that was best by the searched one: mean and sample standard deviation. */
  readonly meanTest: number;
  readonly sdTest: number;
  readonly lowerQuartileTest: number;
  readonly medianTest: number;
  readonly upperQuartileTest: number;
  readonly meanSearched: number;
  /** Share of searches that had found the best value of the searched metric, known in full. */
  readonly optimumShare: number;
  /** Mean evaluations of those until they found it; null where none did. */
  readonly meanQueriesToOptimum: number | null;
  /** Two-sided Mann-Whitney test against random search on the reported metric; null for random search itself. */
  readonly pVersusRandom: number | null;
}

/**
 * Sums traces up, one row for each strategy and budget, in this order. Strategies without a result within the budget have
 * no row.
 *
 * @param traces  By strategy; those of random search are the baseline.
 */
export function compareTraces(
  traces: ReadonlyMap<string, readonly Trace[]>,
  { optimum }: Pick<Problem<never>, "optimum">,
  budgets: readonly Budget[],
): readonly ComparisonRow[] {
  return [...traces].flatMap(([strategy, own]) =>
    budgets.flatMap((budget) => {
      const bests = bestsAt(own, budget);
      if (bests.length === 0) return [];
      const tests = bests.map(({ reported }) => reported);
      const baseline = bestsAt(traces.get(BASELINE) ?? [], budget).map(({ reported }) => reported);
      const isCompared = strategy !== BASELINE && baseline.length > 0;
      const row = { strategy, budget: budget.amount, ...describe(tests), ...optimumOf(bests, optimum) };
      const pVersusRandom = isCompared ? mannWhitney(tests, baseline).p : null;
      return [{ ...row, meanSearched: mean(bests.map(({ searched }) => searched)), pVersusRandom }];
    }),
  );
}

function bestsAt(traces: readonly Trace[], budget: Budget): Improvement[] {
  return traces.flatMap((trace) => incumbentAt(trace, budget) ?? []);
}

function describe(
  tests: readonly number[],
): Pick<ComparisonRow, "seeds" | "meanTest" | "sdTest" | "lowerQuartileTest" | "medianTest" | "upperQuartileTest"> {
  return {
    seeds: tests.length,
    meanTest: mean(tests),
    sdTest: tests.length > 1 ? standardDeviation(tests, 1) : 0,
    lowerQuartileTest: quantile(tests, 0.25),
    medianTest: quantile(tests, 0.5),
    upperQuartileTest: quantile(tests, 0.75),
  };
}

function optimumOf(
  bests: readonly Improvement[],
  optimum: number,
): Pick<ComparisonRow, "optimumShare" | "meanQueriesToOptimum"> {
  const found = bests.filter(({ fidelity, searched }) => fidelity === 1 && searched === optimum);
  return {
    optimumShare: found.length / bests.length,
    meanQueriesToOptimum: found.length === 0 ? null : mean(found.map(({ evaluations }) => evaluations)),
  };
}

/** The regret of a strategy after some of the budget. */
export interface RegretPoint {
  readonly spent: number;
  /** Distance of the reported metric to the best there is: mean over the searches, and its standard error around it. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Points a curve has at most on each of the two spacings. */
const POINTS = 80;

/**
 * The regret of each strategy as the budget is spent, at points spaced evenly and evenly in logarithm; from where every
 * search has a result.
 *
 * @param budget  The whole of it.
 */
export function regretCurves(
  traces: ReadonlyMap<string, readonly Trace[]>,
  { reportedOptimum }: Pick<Problem<never>, "reportedOptimum">,
  budget: Budget,
): ReadonlyMap<string, readonly RegretPoint[]> {
  const curves = Array.from(traces, ([strategy, own]): [string, readonly RegretPoint[]] => {
    const points = pointsFor(own, budget).map((spent): RegretPoint => {
      const regrets = bestsAt(own, { ...budget, amount: spent }).map(({ reported }) =>
        Math.abs(reportedOptimum - reported),
      );
      const center = mean(regrets);
      const error = regrets.length > 1 ? standardDeviation(regrets, 1) / Math.sqrt(regrets.length) : 0;
      return { spent, mean: center, low: Math.max(0, center - error), high: center + error };
    });
    return [strategy, points];
  });
  return new Map(curves);
}

function pointsFor(traces: readonly Trace[], { kind, amount }: Budget): readonly number[] {
  const first = Math.max(...traces.map(({ improvements }) => improvements[0]?.[kind] ?? Number.POSITIVE_INFINITY));
  if (!(first <= amount)) return [];
  const shares = Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1));
  const spaced = shares.flatMap((share) => [first + share * (amount - first), first * (amount / first) ** share]);
  const points = kind === "evaluations" && first >= 1 ? spaced.map(Math.round) : spaced;
  return [...new Set([first, ...points.filter((point) => point >= first && point <= amount), amount])].sort(
    (a, b) => a - b,
  );
}
