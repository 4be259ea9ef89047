/** @file The results of a comparison as rows, and what its table and page show. */
import type { MetricSpec } from "../../base/index.ts";
import {
  type Benchmark,
  type Budget,
  type ComparisonRow,
  compareTraces,
  regretCurves,
  type Trace,
} from "../../benchmark/index.ts";
import type { ComparisonColumn, ComparisonInput } from "../../report/index.ts";

/** What was run. */
export interface ComparisonRun {
  readonly benchmark: Benchmark;
  /** By strategy. */
  readonly traces: ReadonlyMap<string, readonly Trace[]>;
  /** Increasing. */
  readonly budgets: readonly Budget[];
  readonly facts: readonly (readonly [label: string, value: string])[];
}

/** One row for each strategy and budget. */
export function rowsOf(
  { benchmark, traces, budgets }: ComparisonRun,
  shown: readonly string[],
): readonly ComparisonRow[] {
  // The best value is the same for all seeds: of landscapes drawn at random it is 0 by definition.
  const rows = compareTraces(traces, benchmark.problemOf(0), budgets);
  return rows.filter(({ strategy }) => shown.includes(strategy));
}

/** What tables of a comparison show of rows. */
export function tableOf(
  { benchmark, budgets }: ComparisonRun,
  rows: readonly ComparisonRow[],
): Pick<ComparisonInput, "columns" | "rows"> {
  const { searched, reported } = benchmark.problemOf(0);
  const isTimed = budgets[0]?.kind === "seconds";
  const columns = columnsOf(searched, reported, isTimed);
  return { columns: columns.map(([column]) => column), rows: rows.map((row) => columns.map(([, read]) => read(row))) };
}

type Reader = (row: ComparisonRow) => string | number | null;

function columnsOf(
  searched: MetricSpec,
  reported: MetricSpec,
  isTimed: boolean,
): readonly (readonly [ComparisonColumn, Reader])[] {
  const { unit } = reported;
  const column = (name: string, columnUnit: string | null, meaning: string, read: Reader) =>
    [{ name, unit: columnUnit, meaning }, read] as const;
  return [
    column("strategy", null, "as espalier list strategies names it", (row) => row.strategy),
    column("budget", isTimed ? "s" : "count", isTimed ? "simulated seconds" : "evaluations", (row) => row.budget),
    column("seeds", "count", "searches", (row) => row.seeds),
    column(
      "mean",
      unit,
      `${reported.name} of the best by ${searched.name}, mean over the seeds`,
      (row) => row.meanTest,
    ),
    column("sd", unit, "its standard deviation", (row) => row.sdTest),
    column("25 %", unit, "its lower quartile", (row) => row.lowerQuartileTest),
    column("median", unit, "its median", (row) => row.medianTest),
    column("75 %", unit, "its upper quartile", (row) => row.upperQuartileTest),
    column("searched", searched.unit, `best ${searched.name}, mean over the seeds`, (row) => row.meanSearched),
    column(
      "optimum",
      "1",
      `share of searches that found the best ${searched.name} there is`,
      (row) => row.optimumShare,
    ),
    column("queries", "count", "evaluations until then, mean over those searches", (row) => row.meanQueriesToOptimum),
    column("p", "p", "two-sided Mann-Whitney test against random search", (row) => row.pVersusRandom),
  ];
}

/** All that the page shows. */
export function pageInputOf(run: ComparisonRun, rows: readonly ComparisonRow[]): ComparisonInput {
  const { benchmark, traces, budgets, facts } = run;
  const { name, task } = benchmark;
  const problem = benchmark.problemOf(0);
  const whole = budgets.at(-1) as Budget;
  const names = new Set(rows.map(({ strategy }) => strategy));
  const curves = [...regretCurves(traces, problem, whole)].filter(([strategy]) => names.has(strategy));
  const searches = Math.max(...rows.map(({ seeds }) => seeds));
  return {
    title: `Strategies on ${name}, ${task}`,
    summary: `${names.size} strategies, ${searches} searches each, up to ${whole.amount} ${whole.kind === "seconds" ? "simulated seconds" : "evaluations"}.`,
    facts,
    spent: whole.kind === "seconds" ? { name: "simulated time", unit: "s" } : { name: "evaluations", unit: "count" },
    regret: { name: `regret of ${problem.reported.name}`, unit: problem.reported.unit },
    curves: curves.map(([strategy, points]) => ({ name: strategy, points })),
    ...tableOf(run, rows),
  };
}
