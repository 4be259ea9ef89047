/** @file Trains many tiny networks in one process and watches its resident memory. `tsx bench/soak/many-trials.ts [trials]` */
import { createRng } from "../../src/base/index.ts";
import { loadDataset } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { resolveTrainingOptions, type TrainingHooks, trainNetwork } from "../../src/estimator/index.ts";
import { convChain } from "../../src/space/index.ts";

const trials = Number(process.argv[2] ?? 300);
/** Growth after the first 50 trials that counts as flat: the allocator's noise. */
const allowedGrowth = 1.1;

const dataset = await loadDataset("digits");
const space = convChain({ maxDepth: 2, widths: [8, 16] });
const options = resolveTrainingOptions();
const engine = createNodeEngine();
const resident: number[] = [];
for (let trial = 0; trial < trials; trial++) {
  const rng = createRng("many-trials").split(trial);
  const network = space.build(space.sample(rng), dataset.task, options.batchSize);
  const hooks: TrainingHooks = { report: async () => "continue", pause: async () => undefined };
  await trainNetwork({ network, dataset, options, epochs: 1, rng }, engine, hooks);
  resident.push(process.memoryUsage.rss() / 2 ** 20);
  if ((trial + 1) % 50 === 0) console.log(`after ${trial + 1} trials: ${resident[trial]?.toFixed(0)} MiB resident`);
}
const settled = Math.max(...resident.slice(30, 50));
const end = Math.max(...resident.slice(-20));
const isFlat = end <= settled * allowedGrowth;
console.log(
  `${isFlat ? "flat" : "GROWING"}: ${settled.toFixed(0)} MiB at 50 trials, ${end.toFixed(0)} MiB at ${trials}`,
);
process.exitCode = isFlat ? 0 : 1;
