/**
 * @file Compiles, runs and disposes of a thousand programs in one process and watches its resident memory.
 * Run: npx tsx bench/soak/many-programs.ts [programs] [--json]
 */
import { parseArgs } from "node:util";
import { createRng } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder } from "../../src/graph/index.ts";
import { zeros } from "../../src/tensor/index.ts";
import { saveResults } from "../results/save-results.ts";
import { growthOf } from "./growth-of.ts";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});
const count = Number(positionals[0] ?? 1000);
const image = { dtype: "float32", shape: [16, 8, 16, 16] } as const;

/** Some convolutions of drawn widths: no two programs need quite the same memory. */
function convolutions(seed: number): Graph {
  const rng = createRng("many-programs").split(seed);
  const builder = new GraphBuilder();
  let x = builder.input("x", image);
  let channels: number = image.shape[1];
  for (let layer = 0; layer <= rng.int(4); layer++) {
    const width = 8 * (1 + rng.int(4));
    const weights = zeros("float32", [width, channels, 3, 3]);
    for (let i = 0; i < weights.data.length; i++) weights.data[i] = 0.1 * rng.normal();
    x = builder.op("Conv", [x, builder.constant(weights)], { kernelShape: [3, 3], pads: [1, 1, 1, 1] });
    x = builder.op("Relu", [x]);
    channels = width;
  }
  return builder.build([builder.op("ReduceSum", [x])]);
}

const engine = createNodeEngine();
const resident: number[] = [];
for (let i = 0; i < count; i++) {
  await using program = await engine.compile(convolutions(i));
  for (let run = 0; run < 3; run++) await program.run({ x: zeros(image.dtype, image.shape) });
  resident.push(process.memoryUsage.rss() / 2 ** 20);
}
const growth = growthOf(resident);
saveResults("many-programs", { programs: count }, [growth]);
if (flags.json) process.stdout.write(`${JSON.stringify(growth, null, 2)}\n`);
else console.log(growth.text);
process.exitCode = growth.isFlat ? 0 : 1;
