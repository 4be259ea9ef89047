/**
 * @file Every strategy against random search: what each has found after 100 queries on random landscapes and on published
 * tables, over 50 seeds. Rows of strategies that are not run stay as they were saved; the table in docs/benchmarks.md is
 * written anew, with `--saved` from what is saved alone.
 * `npx tsx bench/strategies/tables.ts --data FOLDER [--tables scene,macro] [--strategies gp,tpe] [--saved]`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Settings } from "../../src/base/index.ts";
import {
  BASELINE,
  type BenchmarkRequest,
  type ComparisonRow,
  compareTraces,
  openBenchmark,
  runComparison,
  type StrategyRequest,
} from "../../src/benchmark/index.ts";
import { type StrategyName, strategies } from "../../src/strategy/index.ts";
import { savedRows, saveResults } from "../results/save-results.ts";

interface TableRun {
  readonly name: string;
  /** Digits after the point. */
  readonly digits: number;
  readonly request: Pick<BenchmarkRequest, "benchmark" | "task">;
  /** For strategies that spend or look at parts of the budget: another task, and settings for the parts it has values at. */
  readonly parts?: { readonly task: string; readonly settings: Partial<Record<StrategyName, Settings>> };
}

type Row = ComparisonRow & { readonly table: string };

/** Rungs from 1/27 of the budget: the table has values at 12 epochs of 200. */
const rungs = { minFidelity: 1 / 27 };

const tables: readonly TableRun[] = [
  {
    name: "synthetic",
    digits: 2,
    request: { benchmark: "synthetic", task: "plain" },
    parts: { task: "partial", settings: { "curve-stopping": { rule: "median", interval: 0.03 } } },
  },
  {
    name: "cifar10",
    digits: 2,
    request: { benchmark: "nb201", task: "cifar10" },
    parts: {
      task: "cifar10",
      settings: {
        asha: rungs,
        bohb: rungs,
        hyperband: rungs,
        "successive-halving": { ...rungs, start: 27 },
        "curve-stopping": { rule: "median", interval: 0.05 },
      },
    },
  },
  { name: "cifar100", digits: 2, request: { benchmark: "nb201", task: "cifar100" } },
  { name: "macro", digits: 3, request: { benchmark: "nb-macro", task: "cifar10" } },
  { name: "scene", digits: 3, request: { benchmark: "transnas-micro", task: "scene" } },
];

const { values: flags } = parseArgs({
  options: {
    data: { type: "string", default: "benchmarks" },
    tables: { type: "string", default: tables.map(({ name }) => name).join(",") },
    strategies: { type: "string", default: Object.keys(strategies).join(",") },
    seeds: { type: "string", default: "50" },
    processes: { type: "string", default: "2" },
    saved: { type: "boolean", default: false },
  },
});
const QUERIES = 100;
const fresh: Row[] = [];
const names = flags.strategies.split(",").filter((name) => !needsGrowth(name as StrategyName)) as StrategyName[];
if (!flags.saved) {
  for (const table of tables.filter(({ name }) => flags.tables.split(",").includes(name))) {
    const inParts = names.filter((name) => table.parts && strategies[name].traits.budget !== "whole");
    const whole = names.filter((name) => !inParts.includes(name));
    await compare(table, table.request, whole, {});
    if (table.parts && inParts.length > 0) {
      const request = { ...table.request, task: table.parts.task };
      await compare(table, request, inParts, table.parts.settings);
    }
  }
}
const text = matrix(fresh.length > 0 ? save(fresh) : (savedRows("tables") as readonly Row[]));
process.stdout.write(text);
writeToDocs(text);

async function compare(
  { name: table }: TableRun,
  request: BenchmarkRequest,
  some: readonly StrategyName[],
  settings: Partial<Record<StrategyName, Settings>>,
): Promise<void> {
  const all = [BASELINE, ...some.filter((name) => name !== BASELINE)] as StrategyName[];
  const benchmark = { ...request, data: flags.data };
  const traces = await runComparison({
    benchmark,
    strategies: all.map((name): StrategyRequest => ({ name, settings: settings[name] ?? {} })),
    seeds: Number(flags.seeds),
    simulation: { evaluations: QUERIES },
    processes: Number(flags.processes),
  });
  const { problemOf } = await openBenchmark(benchmark);
  const rows = compareTraces(traces, problemOf(0), [{ kind: "evaluations", amount: QUERIES }]);
  fresh.push(...rows.map((row) => ({ table, ...row })));
}

/** Merges new rows into the saved ones; as random search is the same in all, its row is told once. */
function save(rows: readonly Row[]): readonly Row[] {
  const byName = new Map([...(savedRows("tables") as readonly Row[]), ...rows].map((row) => [keyOf(row), row]));
  const order = (row: Row): string => `${tables.findIndex(({ name }) => name === row.table)} ${row.strategy}`;
  const all = [...byName.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const parts = Object.fromEntries(tables.flatMap(({ name, parts }) => (parts ? [[name, parts]] : [])));
  saveResults("tables", { queries: QUERIES, seeds: Number(flags.seeds), parts }, all);
  return all;
}

function keyOf({ table, strategy }: Row): string {
  return `${table} ${strategy}`;
}

/** A Markdown table: a line for each strategy, by name, a column for each table. */
function matrix(rows: readonly Row[]): string {
  const byName = new Map(rows.map((row) => [keyOf(row), row]));
  const strategiesOf = [...new Set(rows.map(({ strategy }) => strategy))].sort();
  const lines = strategiesOf.map((strategy) => {
    const cells = tables.map(({ name, digits }) => {
      const row = byName.get(`${name} ${strategy}`);
      return row ? `${row.meanTest.toFixed(digits)}${pText(row.pVersusRandom)}` : "–";
    });
    return `| \`${strategy}\` | ${cells.join(" | ")} |`;
  });
  const head = ["Strategy", ...tables.map(({ name }) => name)];
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...lines, ""].join("\n");
}

/** The table in the docs is the one whose first column of numbers is synthetic. */
function writeToDocs(text: string): void {
  const file = new URL("../../docs/benchmarks.md", import.meta.url);
  const docs = readFileSync(file, "utf8");
  writeFileSync(
    file,
    docs.replace(/^\| Strategy \| synthetic (?:\|.*\n)+/m, () => text),
  );
}

function pText(p: number | null): string {
  if (p === null) return "";
  if (p < 0.001) return ` (${p.toExponential(0)})`;
  return p < 0.01 ? ` (${p.toFixed(3)})` : ` (**${p.toFixed(2)}**)`;
}

function needsGrowth(name: StrategyName): boolean {
  return strategies[name].create().needs.includes("augmentable");
}
