/** @file A process that compiles, runs and disposes of a small training-like graph again and again. Prints its memory in MB. */
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder } from "../../src/graph/index.ts";
import { tensor, zeros } from "../../src/tensor/index.ts";

const image = { dtype: "float32", shape: [32, 8, 16, 16] } as const;

function convolutions(count: number): Graph {
  const builder = new GraphBuilder();
  let x = builder.input("x", image);
  for (let i = 0; i < count; i++) {
    const w = builder.constant(tensor("float32", [8, 8, 3, 3], new Float32Array(576).fill(0.01 * (i + 1))));
    x = builder.op("Relu", [builder.op("Conv", [x, w], { kernelShape: [3, 3], pads: [1, 1, 1, 1] })]);
  }
  return builder.build([x, builder.op("ReduceSum", [x])]);
}

/** Asks for a row that is not there, which only the runtime can see. */
async function failInRuntime(): Promise<void> {
  const builder = new GraphBuilder();
  const row = builder.input("row", { dtype: "int64", shape: [1] });
  const rows = builder.constant(zeros("float32", [2, 2]));
  await using program = await engine.compile(builder.build([builder.op("Gather", [rows, row], { axis: 0 })]));
  const failure = await program.run({ row: tensor("int64", [1], [7]) }).catch(String);
  if (typeof failure !== "string") throw new Error("the runtime took a row that is not there");
}

const engine = createNodeEngine();
const memory: number[] = [];
for (let i = 1; i <= 300; i++) {
  const program = await engine.compile(convolutions(1 + (i % 4)));
  await program.run({ x: zeros("float32", image.shape) });
  await program.run({ x: zeros("float32", [1]) }).catch(() => undefined); // a refused run must not leak either
  await program[Symbol.asyncDispose]();
  if (i % 100 === 0) {
    globalThis.gc?.();
    memory.push(process.memoryUsage().rss / 2 ** 20);
  }
}
await failInRuntime(); // the runtime's own log must not show on stderr
console.log(JSON.stringify(memory));
