/**
 * @file Training steps in headless Chromium side by side with Node, taking turns, since lone times of a shared machine
 * mean nothing. `--help` tells the flags.
 */
import { parseArgs } from "node:util";
import { quantile } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { missingBrowser, type OpenPage, openPage } from "../../test/browser/open-page.ts";
import { saveResults } from "../results/save-results.ts";
import { type RunningWorkload, startWorkload } from "../versus/run-workload.ts";
import { type Workload, workloads } from "../versus/workloads.ts";
import type { BenchPage } from "./page.ts";

const help = `npx tsx bench/browser/versus-node.ts [WORKLOAD...] [flags]

Trains the same networks from the same weights in Chromium (WebAssembly) and on Node, taking turns, and prints the ratio
of their speeds, by the clock and by the processors' time: medians over the rounds. On a machine that does other work
besides, the second is the one to look at; with several threads it counts all of them.

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
  /** The same by processor time, of the page's process and of this one: what else the machine does hardly matters. */
  readonly processorRatio: number;
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
  const steps = name === "mlp" || name === "lstm" ? 300 : 5;
  // The browser compiles hot loops again, better, while they run.
  await timeWeb(steps);
  const [node, web]: [Speed[], Speed[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    node.push(
      await speedOf(
        async () => ourSeconds(),
        () => timeNode(onNode, steps),
      ),
    );
    web.push(
      await speedOf(
        () => processorSeconds(page),
        () => timeWeb(steps),
      ),
    );
  }
  const ratioOf = (key: keyof Speed): number =>
    rounded(
      quantile(
        web.map((speed, i) => speed[key] / (node[i] as Speed)[key]),
        0.5,
      ),
    );
  return {
    workload: name,
    threads,
    nodePerSecond: rounded(
      quantile(
        node.map(({ clock }) => clock),
        0.5,
      ),
    ),
    webPerSecond: rounded(
      quantile(
        web.map(({ clock }) => clock),
        0.5,
      ),
    ),
    ratio: ratioOf("clock"),
    processorRatio: ratioOf("processor"),
    lossDifference: rounded(lossDifference),
  };
}

/** Steps per second, by the clock (the median step) and by processor time (all steps). */
interface Speed {
  readonly clock: number;
  readonly processor: number;
}

async function speedOf(processorTime: () => Promise<number>, run: () => Promise<number[]>): Promise<Speed> {
  const start = await processorTime();
  const times = await run();
  const used = (await processorTime()) - start;
  return { clock: 1000 / quantile(times, 0.5), processor: times.length / used };
}

async function timeNode(running: RunningWorkload, steps: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    await running.step();
    times.push(performance.now() - start);
  }
  return times;
}

/** Seconds that this process has run. */
function ourSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds that the processes of pages have run, by the browser's own account. */
async function processorSeconds(page: OpenPage["page"]): Promise<number> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (!session) throw new Error("Cannot read processor time: the browser has no session");
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
