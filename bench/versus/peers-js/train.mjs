/**
 * @file What all JavaScript peers do: read weights and examples, and train when the parent process says so.
 * `node PEER.mjs WORKLOAD --weights DIR --backend BACKEND`, with DIR/WORKLOAD.f32 and DIR/WORKLOAD.x.f32 as the PyTorch
 * twins have them: all parameters in order of use, NCHW, convolutions [out, in, k, k], linear layers [in, out].
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

export const batchSize = 64;
export const classes = 10;
export const [rate, momentum, weightDecay] = [0.05, 0.9, 5e-4];

/** Kernel-3 convolutions of the small ResNet: channels in, channels out, stride. */
export const resnetLayers = [
  [3, 16, 1],
  [16, 16, 1],
  [16, 16, 1],
  [16, 32, 2],
  [32, 32, 1],
  [32, 64, 2],
  [64, 64, 1],
];
/** Features in and out of the linear layers of the MLP. */
export const mlpLayers = [
  [64, 256],
  [256, 256],
  [256, 10],
];

const inputShapes = { resnet: [batchSize, 3, 32, 32], mlp: [batchSize, 64] };
const shapes = {
  resnet: [...resnetLayers.flatMap(([from, to]) => [[to, from, 3, 3], [to], [to]]), [64, classes], [classes]],
  mlp: mlpLayers.flatMap(([from, to]) => [[from, to], [to]]),
};

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { weights: { type: "string" }, backend: { type: "string" } },
});
export const backend = flags.backend;

/**
 * Trains for the parent process. Answers once with the loss of the first step, which is not timed as it compiles and
 * allocates, then each `{ seconds }` with the losses and the speed of the steps that fit in, one at least. Answers
 * `{ error }` where the engine cannot train.
 *
 * @param start  Takes the workload's name, its parameters and its examples, each `{ shape, data }`; returns an async
 *   function that does one step and returns its loss.
 */
export async function train(start) {
  process.on("disconnect", () => process.exit());
  const workload = positionals[0];
  const flat = floats(join(flags.weights, `${workload}.f32`));
  const x = { shape: inputShapes[workload], data: floats(join(flags.weights, `${workload}.x.f32`)) };
  try {
    const step = await start(workload, parameters(shapes[workload], flat), x);
    process.send({ losses: [await step()] });
    process.on("message", async ({ seconds }) => process.send(await round(step, seconds)));
  } catch (error) {
    process.send({ error: error.message.split("\n")[0] }, () => process.exit(1));
  }
}

async function round(step, seconds) {
  const [losses, times] = [[], []];
  const end = performance.now() + 1000 * seconds;
  do {
    const begin = performance.now();
    losses.push(await step());
    times.push(performance.now() - begin);
  } while (performance.now() < end && times.length < 200);
  times.sort((a, b) => a - b);
  const median = (times[(times.length - 1) >> 1] + times[times.length >> 1]) / 2;
  return { losses, perSecond: (batchSize / median) * 1000 };
}

function parameters(list, flat) {
  let offset = 0;
  const parts = list.map((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    offset += size;
    return { shape, data: flat.slice(offset - size, offset) };
  });
  if (offset !== flat.length) throw new Error(`Cannot train: ${flat.length} weights, expected ${offset}`);
  return parts;
}

function floats(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
