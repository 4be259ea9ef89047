/**
 * @file Training steps in headless Chromium side by side with Node, alternating, since lone times of a shared machine
 * mean nothing. `npx tsx bench/browser/versus-node.ts [workloads] [--threads 1] [--rounds 5]`
 */
import { parseArgs } from "node:util";
import { quantile } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { missingBrowser, type OpenPage, openPage } from "../../test/browser/open-page.ts";
import { startWorkload } from "../versus/run-workload.ts";
import { type Workload, workloads } from "../versus/workloads.ts";
import type { BenchPage } from "./page.ts";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: "string", default: "1" }, rounds: { type: "string", default: "5" } },
});
const [threads, rounds] = [Number(flags.threads), Number(flags.rounds)];
const names = positionals.length > 0 ? positionals : ["mlp", "resnet", "lm"];
const unknown = names.find((name) => !Object.hasOwn(workloads, name));
if (unknown) throw new Error(`Cannot compare ${unknown}: expected one of ${Object.keys(workloads).join(", ")}`);

if (missingBrowser) {
  console.error(missingBrowser);
} else {
  const rows: Record<string, object> = {};
  for (const name of names) {
    await using opened = await openPage({ scripts: ["bench/browser/page.ts"] });
    rows[`${name} ${threads}t`] = await compare(name, opened);
  }
  console.table(rows);
}

/** Medians over the rounds; in each round Node and the browser take their steps one after the other. */
async function compare(name: string, { page }: OpenPage): Promise<object> {
  await using onNode = await startWorkload((workloads[name] as () => Workload)(), createNodeEngine({ threads }));
  const loss = await onNode.step();
  const webLoss = await page.evaluate(([...job]) => (globalThis as unknown as BenchPage).start(...job), [
    name,
    threads,
  ] as const);
  if (Math.abs(loss - webLoss) > 1e-4) throw new Error(`Cannot compare ${name}: losses are ${loss} and ${webLoss}`);
  const steps = name === "mlp" ? 200 : 10;
  const [node, web]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const times: number[] = [];
    for (let i = 0; i < steps; i++) {
      const start = performance.now();
      await onNode.step();
      times.push(performance.now() - start);
    }
    node.push(quantile(times, 0.5));
    web.push(quantile(await page.evaluate((n) => (globalThis as unknown as BenchPage).time(n), steps), 0.5));
  }
  const ratios = web.map((time, i) => time / (node[i] as number));
  return {
    "node ms": quantile(node, 0.5).toFixed(2),
    "web ms": quantile(web, 0.5).toFixed(2),
    "web / node": quantile(ratios, 0.5).toFixed(2),
  };
}
