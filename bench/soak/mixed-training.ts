/**
 * @file Trains convolutions, an LSTM, a transformer and an MLP by turns in one process, each time from a fresh program,
 * and watches the resident memory. Run: nice -n 10 npx tsx bench/soak/mixed-training.ts [--minutes 10] [--json]
 */
import { parseArgs } from "node:util";
import { createNodeEngine } from "../../src/engine/index.ts";
import { saveResults } from "../results/save-results.ts";
import { startWorkload } from "../versus/run-workload.ts";
import { type Workload, workloads } from "../versus/workloads.ts";
import { growthOf } from "./growth-of.ts";

const { values: flags } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, json: { type: "boolean", default: false } },
});
const minutes = Number(flags.minutes);
/** Batches that differ from round to round, so that no two rounds need the same memory. */
const batches = [16, 24, 32];
const STEPS = 10;

const engine = createNodeEngine();
const resident: number[] = [];
let steps = 0;
const end = performance.now() + minutes * 60_000;
for (let round = 0; performance.now() < end; round++) {
  for (const name of ["resnet", "mobile", "lstm", "lm", "mlp"]) {
    await using running = await startWorkload(workloadOf(name, batches[round % batches.length] as number), engine);
    for (let step = 0; step < STEPS; step++, steps++) {
      const loss = await running.step();
      if (!Number.isFinite(loss)) throw new Error(`Cannot go on: the loss of ${name} is ${loss}`);
    }
    resident.push(process.memoryUsage.rss() / 2 ** 20);
  }
}
const growth = growthOf(resident);
saveResults("mixed-training", { minutes }, [{ ...growth, programs: resident.length, steps }]);
if (flags.json) process.stdout.write(`${JSON.stringify({ ...growth, steps }, null, 2)}\n`);
else console.log(`${growth.text} (${resident.length} programs, ${steps} steps)`);
process.exitCode = growth.isFlat ? 0 : 1;

function workloadOf(name: string, examples: number): Workload {
  const workload = workloads[name]?.(examples);
  if (!workload) throw new Error(`Cannot train ${name}: expected one of ${Object.keys(workloads).join(", ")}`);
  return workload;
}
