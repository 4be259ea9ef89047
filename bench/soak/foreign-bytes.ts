/**
 * @file Damaged models: 10,000 are read here, and some that pass as models are opened and run in a process of their own.
 * Every one must end in a result or a typed error, soon and without memory to speak of.
 *
 * Run: npx tsx bench/soak/foreign-bytes.ts [--count N] [--runs N] [--save]
 */
import { createRng, EspalierError, type Rng } from "../../src/base/index.ts";
import { createProcessEngine } from "../../src/engine/index.ts";
import { checkModel, decode, readMetadata } from "../../src/onnx/index.ts";
import { type Tensor, zeros } from "../../src/tensor/index.ts";
import {
  branch,
  endlessModel,
  float32s,
  foreignModel,
  held,
  int,
  int64s,
  ints,
  node,
  text,
} from "../../test/onnx/foreign-model.ts";
import { saveResults } from "../results/save-results.ts";

const [count, runs] = [option("--count", 10_000), option("--runs", 60)];
const rng = createRng("foreign bytes");

/** Valid models over many operators, constants, computed shapes and branches. */
const models = [
  foreignModel({
    nodes: [
      node("Conv", ["x", "w", "b"], "c", ints("pads", 1, 1, 1, 1)),
      node("BatchNormalization", ["c", "b", "b", "b", "v"], "n"),
      node("Relu", "n", "r"),
      node("MaxPool", "r", "m", ints("kernel_shape", 2, 2), ints("strides", 2, 2), int("ceil_mode", 1)),
      node("Flatten", "m", "f"),
      node("Gemm", ["f", "g"], "y", int("transB", 1)),
    ],
    initializer: [
      float32s("w", [2, 4, 3, 3], Array(72).fill(0.1)),
      float32s("b", [2], [1, 2]),
      float32s("v", [2], [1, 2]),
      float32s("g", [3, 18], Array(54).fill(0.1)),
    ],
    shapes: { y: [2, 3] },
  }),
  foreignModel({
    nodes: [
      node("Shape", "x", "s"),
      node("Slice", ["s", "zero", "two"], "head"),
      node("Concat", ["head", "minus"], "shape", int("axis", 0)),
      node("Reshape", ["x", "shape"], "t"),
      node("Transpose", "t", "u", ints("perm", 0, 2, 1)),
      node("Softmax", "u", "p", int("axis", -1)),
      node("Pad", ["p", "pads"], "q", text("mode", "reflect")),
      node("ReduceMean", "q", "y", ints("axes", 1)),
    ],
    initializer: [int64s("zero", 0), int64s("two", 2), int64s("minus", -1), int64s("pads", 0, 1, 0, 0, 1, 1)],
    shapes: { y: [2, 1, 5] },
  }),
  foreignModel({
    nodes: [
      node("Resize", ["x", "", "scales"], "r", text("mode", "linear")),
      node("AveragePool", "r", "a", ints("kernel_shape", 3, 3), text("auto_pad", "SAME_UPPER")),
      node("Constant", [], "half", held("value", float32s("", [1], [0.5]))),
      node("Greater", ["a", "half"], "m"),
      node("Where", ["m", "a", "half"], "z"),
      node("TopK", ["z", "k"], ["y", "i"]),
    ],
    initializer: [float32s("scales", [4], [1, 1, 2, 1.5]), int64s("k", 2)],
    shapes: { y: [2, 4, 12, 2] },
  }),
  foreignModel({
    nodes: [
      node("Size", "x", "n"),
      node("Equal", ["n", "n"], "is"),
      node(
        "If",
        "is",
        "y",
        branch("then_branch", {
          name: "t",
          node: [node("Relu", "x", "a")],
          initializer: [],
          input: [],
          output: [{ name: "a" }],
        }),
        branch("else_branch", {
          name: "e",
          node: [node("Neg", "x", "b")],
          initializer: [],
          input: [],
          output: [{ name: "b" }],
        }),
      ),
    ],
    shapes: { y: [2, 4, 6, 6] },
  }),
  endlessModel([2, 3]),
];

const before = process.memoryUsage.rss();
const read = { read: 0, refused: 0, untyped: 0, slowestMs: 0 };
const passing: Uint8Array[] = [];
for (let i = 0; i < count; i++) {
  const bytes = damaged(models[i % models.length] as Uint8Array, rng);
  const start = performance.now();
  try {
    checkModel(bytes);
    if (passing.length < runs && i % 7 === 0) passing.push(bytes);
    decode(bytes);
    read.read++;
  } catch (error) {
    if (error instanceof EspalierError) read.refused++;
    else {
      read.untyped++;
      console.log(`untyped: ${(error as Error).stack}`);
    }
  }
  read.slowestMs = Math.max(read.slowestMs, Math.round(performance.now() - start));
}
const growthMiB = Math.round((process.memoryUsage.rss() - before) / 2 ** 20);
console.log(`${count} damaged models read:`, read, `memory +${growthMiB} MiB`);

const ran: Record<string, number> = { result: 0, refused: 0, ended: 0, late: 0, untyped: 0 };
let engine = createProcessEngine({ timeoutMs: 3000 });
for (const bytes of passing) {
  try {
    await openAndRun(bytes);
    ran.result = (ran.result ?? 0) + 1;
  } catch (error) {
    const message = (error as Error).message;
    const kind = !(error instanceof EspalierError)
      ? "untyped"
      : message.includes("its process ended")
        ? "ended"
        : message.includes("no answer")
          ? "late"
          : "refused";
    ran[kind] = (ran[kind] ?? 0) + 1;
    if (kind === "ended" || kind === "untyped") console.log(`${kind}: ${message}`);
    if (kind === "ended" || kind === "late") {
      await engine[Symbol.asyncDispose]();
      engine = createProcessEngine({ timeoutMs: 3000 });
    }
  }
}
await engine[Symbol.asyncDispose]();
console.log(`${passing.length} of them run in a process:`, ran);
if (process.argv.includes("--save"))
  saveResults("foreign-bytes", { count, runs: passing.length, growthMiB }, [read, ran]);

async function openAndRun(bytes: Uint8Array): Promise<void> {
  await using program = await engine.compileModel(bytes);
  await program.run(feedsOf(bytes));
}

/** Some bytes changed, cut out or doubled. */
function damaged(bytes: Uint8Array, random: Rng): Uint8Array {
  const changed = bytes.slice();
  for (let i = random.int(6); i >= 0; i--) changed[random.int(changed.length)] = random.int(256);
  const [from, to] = [random.int(bytes.length), random.int(bytes.length)];
  switch (random.int(8)) {
    case 0:
      return changed.subarray(0, from);
    case 1:
      return Uint8Array.from([...changed.subarray(0, from), ...changed.subarray(to)]);
    default:
      return changed;
  }
}

function feedsOf(bytes: Uint8Array): Record<string, Tensor> {
  return Object.fromEntries(
    readMetadata(bytes).inputs.map(({ name, dtype, shape = [] }) => [
      name,
      zeros(
        dtype ?? "float32",
        shape.map((d) => (typeof d === "number" ? Math.min(d, 2 ** 20) : 1)),
      ),
    ]),
  );
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}
