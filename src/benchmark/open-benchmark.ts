/** @file Opens a benchmark by name: finds its tables and sets its problem up. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  InputError,
  IoError,
  type Json,
  type MetricSpec,
  pathWord,
  type Settings,
  shellCommand,
} from "../base/index.ts";
import { metricOfColumn, readTable, type Table, type TableMetric } from "../estimator/index.ts";
import { spaces } from "../space/index.ts";
import type { Problem } from "./problem.ts";
import { syntheticProblem } from "./synthetic.ts";
import { tableProblem } from "./table-problem.ts";
import { type TableBenchmark, type TableTask, tableBenchmarks } from "./tasks.ts";

/** Which benchmark to open, and what to change about it: plain JSON. */
export interface BenchmarkRequest {
  readonly benchmark: string;
  /** Default: the benchmark's first. */
  readonly task?: string | undefined;
  /** Folder of the tables. Default `benchmarks`. */
  readonly data?: string | undefined;
  /** Columns in place of the task's own. */
  readonly searchColumn?: string | undefined;
  readonly reportColumn?: string | undefined;
  /** Which way the search column is better. Default: the task's, or as the name of another column tells. */
  readonly goal?: MetricSpec["goal"] | undefined;
  /** Settings of the space. */
  readonly space?: Settings | undefined;
  /** Gives features to the strategies that look at them. Default false. */
  readonly withFeatures?: boolean | undefined;
  /** Leaves out architectures without features. Default false. */
  readonly onlyWithFeatures?: boolean | undefined;
}

export interface Benchmark {
  readonly name: string;
  readonly task: string;
  /** What decides the results, for people: tables with their hashes, columns. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** The problem that searches of a seed work on; the same for all seeds but for landscapes drawn at random. */
  problemOf(seed: number): Problem<Json>;
}

/** Name and summary of every benchmark and its tasks. */
export const benchmarks: Readonly<
  Record<string, { readonly summary: string; readonly tasks: Readonly<Record<string, { readonly summary: string }>> }>
> = {
  synthetic: {
    summary: "random landscapes of 15,625 architectures, a new one for each seed; needs no files",
    tasks: {
      plain: { summary: "every evaluation is whole and exact" },
      partial: { summary: "a part of the budget gives a noisy value; evaluations take different times" },
    },
  },
  ...tableBenchmarks,
};

/** File endings of tables, in the order they are looked for. */
const endings = [".table", ".csv.gz", ".csv"] as const;

/**
 * Opens a benchmark.
 *
 * @throws {InputError} if a name, column or setting is wrong; {IoError} if a table is missing; {DataError} if one is
 *   damaged.
 */
export async function openBenchmark(request: BenchmarkRequest): Promise<Benchmark> {
  const { benchmark: name } = request;
  const entry = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (!entry) throw unknown("benchmark", name, Object.keys(benchmarks));
  const task = request.task ?? (Object.keys(entry.tasks)[0] as string);
  if (!Object.hasOwn(entry.tasks, task)) throw unknown(`task of ${name}`, task, Object.keys(entry.tasks));
  const opened = name === "synthetic" ? openSynthetic(task, request) : await openTable(name, task, request);
  return { name, task, ...opened };
}

function openSynthetic(task: string, request: BenchmarkRequest): Pick<Benchmark, "facts" | "problemOf"> {
  const { benchmark: _name, task: _task, ...ofTables } = request;
  const unused = Object.entries(ofTables).find(([, value]) => value !== undefined)?.[0];
  if (unused !== undefined) {
    throw new InputError(`Cannot open benchmark synthetic with ${unused}: it has no tables, expected no such option`);
  }
  return {
    facts: [["Landscapes", "one a seed: six decisions of five options, each option and each pair adds a random term"]],
    problemOf: (seed) => syntheticProblem(seed, { partial: task === "partial" }),
  };
}

async function openTable(
  name: string,
  taskName: string,
  request: BenchmarkRequest,
): Promise<Pick<Benchmark, "facts" | "problemOf">> {
  const { space: spaceName, tasks } = tableBenchmarks[name] as TableBenchmark;
  const task = tasks[taskName] as TableTask;
  const space = spaces[spaceName].create(request.space);
  const folder = request.data ?? "benchmarks";
  const table = await findTable(name, folder, task.table, task);
  const { withFeatures = false, onlyWithFeatures = false } = request;
  const features = await findFeatures(name, folder, task, withFeatures || onlyWithFeatures);
  const searched = searchedMetric(task, table, request);
  const reported = reportedMetric(task, table, request);
  const problem = tableProblem(table, space, {
    searched,
    reported,
    ...(task.seconds && { seconds: task.seconds }),
    ...(features && { features }),
    onlyWithFeatures,
  });
  return { facts: factsOf(problem, table, features, searched, reported), problemOf: () => problem };
}

/** Finds a table in the folder, whatever its ending. */
async function findTable(benchmark: string, folder: string, name: string, task?: TableTask): Promise<Table> {
  const path = await findFile(folder, name);
  if (path !== undefined) return readTable(path);
  const columns = task ? [...new Set(["arch", ...columnsOf(task)])].join(", ") : "arch and one for each feature";
  const origin = task?.source
    ? `${shellCommand("bench", "import", task.source.file, "--out", pathWord(`${join(folder, name)}.table`))} makes it of ${task.source.url}`
    : "docs/benchmarks.md tells where tables come from";
  throw new IoError(
    `Cannot open benchmark ${benchmark}: folder ${folder} has no ${name}${endings.join(`, ${name}`)}, ` +
      `expected that table with the columns ${columns} (${origin})`,
  );
}

async function findFeatures(
  benchmark: string,
  folder: string,
  { features }: TableTask,
  isNeeded: boolean,
): Promise<Table | undefined> {
  if (features === undefined) {
    if (!isNeeded) return undefined;
    throw new InputError(`Cannot open benchmark ${benchmark}: this task has no features, expected one that has`);
  }
  if (!isNeeded && (await findFile(folder, features)) === undefined) return undefined;
  return findTable(benchmark, folder, features);
}

async function findFile(folder: string, name: string): Promise<string | undefined> {
  for (const ending of endings) {
    const path = join(folder, `${name}${ending}`);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return path;
  }
  return undefined;
}

function columnsOf({ search, report, budgets = [], seconds = {} }: TableTask): readonly string[] {
  const { training = [], once = [] } = seconds;
  return [...budgets.map(({ column }) => column), search, report, ...training, ...once];
}

function searchedMetric(task: TableTask, table: Table, { searchColumn, goal }: BenchmarkRequest): TableMetric {
  if (searchColumn !== undefined) return { ...metricOf(table, searchColumn), ...(goal && { goal }) };
  return { name: task.search, unit: task.unit, goal: goal ?? task.goal, column: task.budgets ?? task.search };
}

function reportedMetric(task: TableTask, table: Table, { reportColumn }: BenchmarkRequest): TableMetric {
  if (reportColumn !== undefined) return metricOf(table, reportColumn);
  return { name: task.report, unit: task.unit, goal: task.goal, column: task.report };
}

/** A column the task does not describe. */
function metricOf(table: Table, column: string): TableMetric {
  return { ...metricOfColumn(column), unit: table.numbers(column).unit, column };
}

function factsOf(
  problem: Problem<Json>,
  table: Table,
  features: Table | undefined,
  searched: TableMetric,
  reported: TableMetric,
): Benchmark["facts"] {
  const describe = ({ name, unit, goal }: MetricSpec): string =>
    `${name} (${unit}), ${goal === "max" ? "more" : "less"} is better`;
  return [
    ["Space", problem.space.name],
    ["Architectures", String(problem.space.size)],
    ["Table", `${table.name}, ${table.size} rows`],
    ["Table hash", table.hash],
    ["Searched", describe(searched)],
    ["Reported", describe(reported)],
    ["Best searched", String(problem.optimum)],
    ["Best reported", String(problem.reportedOptimum)],
    ...(features ? [["Features", `${features.name}, ${features.size} rows`] as const] : []),
  ];
}

function unknown(what: string, given: string, known: readonly string[]): InputError {
  return new InputError(`Cannot open benchmark: there is no ${what} "${given}", expected one of ${known.join(", ")}`);
}
