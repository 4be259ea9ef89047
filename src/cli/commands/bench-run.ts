/** @file `espalier bench run`: compares strategies on a benchmark with known results. */
import { join } from "node:path";
import { mean } from "../../base/index.ts";
import {
  type Benchmark,
  type ComparisonRow,
  openBenchmark,
  runComparison,
  type StrategyRequest,
} from "../../benchmark/index.ts";
import { renderComparison, renderComparisonTable } from "../../report/index.ts";
import { strategies as registry } from "../../strategy/index.ts";
import { createBenchDisplay } from "../bench/bench-display.ts";
import { type ComparisonRun, pageInputOf, rowsOf, tableOf } from "../bench/comparison-of.ts";
import { budgetsOf, comparisonRequest } from "../bench/comparison-request.ts";
import { type CliCommand, command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { Interruption } from "../interruption.ts";
import { type BenchValues, benchDefaults, benchOptions } from "../options/bench-options.ts";
import { flagsOf, readOptions } from "../options/option-table.ts";
import { readVersions } from "../package-info.ts";
import { ensureFolder } from "../run/run-folder.ts";

const args = {
  ...flagsOf(benchOptions),
  json: {
    type: "boolean",
    description:
      "Print an array of {strategy, budget, seeds, meanTest, sdTest, optimumShare, meanQueriesToOptimum, ...}.",
  },
} as const;

type Options = Partial<BenchValues>;

export const benchRun: CliCommand = command({
  name: "bench run",
  description:
    "Compares search strategies on a benchmark whose every result is known: runs each with many seeds, in simulated time, and reports what it would have found.",
  args,
  notes: [
    "Strategies are told the search column; reported is the test value of what was best by it. A search is a function of strategy, settings and seed, whatever the number of processes. Ctrl-C ends with what is done.",
    "Tables do not come with Espalier; docs/benchmarks.md tells which files are looked for and where they come from. The benchmark synthetic needs none.",
  ],
  examples: [
    ["espalier bench run --benchmark synthetic", "random search and evolution on random landscapes; seconds"],
    [
      "espalier bench run --benchmark nb201 --data tables --seeds 50 --budget 100,200,500 --out nb201",
      "three budgets, with a page of regret curves",
    ],
    [
      "espalier bench run --benchmark nb201 --data tables --simulated-time 20000s --workers 4",
      "four simulated workers for 20,000 simulated seconds",
    ],
    [
      "espalier bench run --benchmark synthetic --set evolution.population=30 --json | jq '.[].meanTest'",
      "a setting of a strategy; numbers for other programs",
    ],
  ],
  run: async (_positionals, words) => {
    const options = readOptions(benchOptions, words, args);
    const request = comparisonRequest(options);
    const { strategies } = request;
    // Opened here as well, so that what is wrong is told before processes start.
    const benchmark = await openBenchmark(request.benchmark);
    if (options.out !== undefined) await ensureFolder(options.out);
    const display = createBenchDisplay(process.stderr, process.env);
    using interruption = new Interruption(() => {
      display.clear();
      process.stderr.write("\nStopping; what is done is reported. Once more ends at once.\n");
    });
    const started = performance.now();
    const traces = await runComparison({
      ...request,
      signal: interruption.signal,
      onSearch: display.show,
    }).finally(display.clear);
    const seconds = (performance.now() - started) / 1000;
    const run = {
      benchmark,
      traces,
      budgets: budgetsOf(options),
      facts: factsOf(options, benchmark, strategies, traces, seconds),
    };
    // Random search, which was run beside those asked for, is the last one.
    const asked = (options.strategies ?? benchDefaults.strategies).length;
    const shown = strategies.slice(0, asked).map(({ name }) => name);
    await printAndWrite(run, rowsOf(run, shown), options.out, words.includes("--json"));
    return interruption.signal.aborted ? exitCodes.interrupted : exitCodes.done;
  },
});

async function printAndWrite(
  run: ComparisonRun,
  rows: readonly ComparisonRow[],
  out: string | undefined,
  json: boolean,
): Promise<void> {
  const text = `${JSON.stringify(rows, null, 2)}\n`;
  if (out !== undefined && rows.length > 0) {
    await writeAtomically(join(out, "results.json"), text);
    await writeAtomically(join(out, "comparison.html"), renderComparison(pageInputOf(run, rows)));
    process.stderr.write(`Wrote ${join(out, "comparison.html")} and ${join(out, "results.json")}\n`);
  }
  process.stdout.write(json ? text : `${renderComparisonTable(tableOf(run, rows))}\n`);
}

function factsOf(
  {
    seeds = benchDefaults.seeds,
    seed = benchDefaults.seed,
    workers = 1,
    repeats = "free",
    withFeatures = false,
  }: Options,
  benchmark: Benchmark,
  strategies: readonly StrategyRequest[],
  traces: ComparisonRun["traces"],
  seconds: number,
): ComparisonRun["facts"] {
  const { espalier, node } = readVersions();
  const settings = strategies.map(({ name, module, settings: own = {} }) =>
    [
      name,
      ...(module === undefined ? [] : [`of ${module}`]),
      ...Object.entries(own).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
    ].join(" "),
  );
  const taken = Array.from(traces, ([name, own]) => `${name} ${mean(own.map((trace) => trace.repeats)).toFixed(1)}`);
  return [
    ...benchmark.facts,
    ["Strategies", settings.join("; ")],
    ...choicesOf(benchmark, strategies),
    ["Seeds", `${seed} to ${seed + seeds - 1}`],
    ["Simulated workers", String(workers)],
    ["Repeats", repeats === "free" ? "cost nothing and take the first result over" : "are charged and looked up again"],
    ["Repeats a search", repeats === "free" ? taken.join("; ") : "not told apart"],
    ["Features shown", withFeatures ? "to strategies that look at them" : "no"],
    ["Took", `${seconds.toFixed(1)} s`],
    ["Versions", `Espalier ${espalier}, Node.js ${node}`],
  ];
}

/** What built-in strategies say of themselves that choose by the space. */
function choicesOf(benchmark: Benchmark, strategies: readonly StrategyRequest[]): ComparisonRun["facts"] {
  const { space, searched } = benchmark.problemOf(0);
  return strategies.flatMap(({ name, module, settings }) => {
    if (module !== undefined) return [];
    const choice = registry[name as keyof typeof registry].create(settings).explain?.(space, [searched]);
    return choice === undefined ? [] : [["Choice of strategy", choice] as const];
  });
}
