/**
 * @file Training steps in headless Chromium side by side with Node, taking turns, since lone times of a shared machine
 * mean nothing. `--help` tells the flags.
 */
import { parseArgs } from "node:util";
import { quantile } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { missingBrowser, type OpenPage, openPage } from "../../test/browser/open-page.ts";
import { saveResults } from "../results/save-results.ts";
import { startWorkload } from "../versus/run-workload.ts";
import { type Workload, workloads } from "../versus/workloads.ts";
import type { BenchPage } from "./page.ts";

const help = `npx tsx bench/browser/versus-node.ts [WORKLOAD...] [flags]

Trains the same networks from the same weights in Chromium (WebAssembly) and on Node, taking turns, and prints the ratio
of their speeds: medians over the rounds.

Workloads: ${Object.keys(workloads).join(", ")}. Default all.
  --threads N  of both. Default 1
  --rounds N   default 5
  --json       print the rows as JSON to standard output
  --save       write bench/results/browser.json
  --help       print this`;

interface Row {
  readonly workload: string;
  readonly threads: number;
  /** Medians over the rounds of steps per second. */
  readonly nodePerSecond: number;
  readonly webPerSecond: number;
  /** Median over the rounds of web / node. */
  readonly ratio: number;
  /** Of the losses of the first step. */
  readonly lossDifference: number;
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const [threads, rounds] = [Number(flags.threads), Number(flags.rounds)];

if (flags.help) console.log(help);
else if (missingBrowser) console.error(missingBrowser);
else await main();

async function main(): Promise<void> {
  const names = positionals.length > 0 ? positionals : Object.keys(workloads);
  const unknown = names.find((name) => !Object.hasOwn(workloads, name));
  if (unknown) throw new Error(`Cannot compare ${unknown}: expected one of ${Object.keys(workloads).join(", ")}`);
  const rows: Row[] = [];
  for (const name of names) {
    await using opened = await openPage({ scripts: ["bench/browser/page.ts"] });
    rows.push(await compare(name, opened));
    process.stderr.write(`${name}: done\n`);
  }
  if (flags.save) saveResults("browser", { rounds }, rows);
  if (flags.json) console.log(JSON.stringify(rows, null, 2));
  else console.table(rows);
}

/** In each round Node and the browser take their steps one after the other. */
async function compare(name: string, { page }: OpenPage): Promise<Row> {
  await using onNode = await startWorkload((workloads[name] as () => Workload)(), createNodeEngine({ threads }));
  const loss = await onNode.step();
  const webLoss = await page.evaluate(([...job]) => (globalThis as unknown as BenchPage).start(...job), [
    name,
    threads,
  ] as const);
  const lossDifference = Math.abs(loss - webLoss);
  if (!(lossDifference < 1e-4)) throw new Error(`Cannot compare ${name}: losses are ${loss} and ${webLoss}`);
  const timeWeb = (steps: number): Promise<number[]> =>
    page.evaluate((n) => (globalThis as unknown as BenchPage).time(n), steps);
  const steps = name === "mlp" || name === "lstm" ? 100 : 10;
  // The browser compiles hot loops again, better, while they run.
  await timeWeb(steps);
  const [node, web]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const times: number[] = [];
    for (let i = 0; i < steps; i++) {
      const start = performance.now();
      await onNode.step();
      times.push(performance.now() - start);
    }
    node.push(1000 / quantile(times, 0.5));
    web.push(1000 / quantile(await timeWeb(steps), 0.5));
  }
  const ratio = quantile(
    web.map((rate, i) => rate / (node[i] as number)),
    0.5,
  );
  const rates = { nodePerSecond: rounded(quantile(node, 0.5)), webPerSecond: rounded(quantile(web, 0.5)) };
  return { workload: name, threads, ...rates, ratio: rounded(ratio), lossDifference: rounded(lossDifference) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
