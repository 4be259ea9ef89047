/**
 * @file Decodes what torch_exports.py wrote, runs it and compares with PyTorch.
 *
 * Run: npx tsx bench/onnx/torch-exports.ts FOLDER [--save]
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createNodeEngine } from "../../src/engine/index.ts";
import { optimize } from "../../src/graph/index.ts";
import { decode } from "../../src/onnx/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { saveResults } from "../results/save-results.ts";

/** Of single precision, over networks of some layers. */
const tolerance = { relative: 1e-3, absolute: 1e-4 };

interface Shapes {
  readonly input: number[];
  readonly output: number[];
  readonly dtype: "float32" | "int64";
}

const [folder = "", ...flags] = process.argv.slice(2);
const engine = createNodeEngine();
const rows: { name: string; result: string; operations?: number; difference?: number }[] = [];
for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith(".onnx")) continue;
  const row = await judge(join(folder, file.slice(0, -5)));
  rows.push({ name: file, ...row });
  console.log(file.padEnd(28), row.result, row.difference?.toExponential(1) ?? "");
}
const equal = rows.filter(({ result }) => result === "equal").length;
console.log(`${equal} of ${rows.length} decoded and equal`);
if (flags.includes("--save")) saveResults("onnx-torch-exports", { tolerance, equal, files: rows.length }, rows);

async function judge(path: string): Promise<{ result: string; operations?: number; difference?: number }> {
  const { input, output, dtype } = JSON.parse(readFileSync(`${path}.json`, "utf8")) as Shapes;
  const x = read(`${path}.input.bin`, input, dtype);
  const expected = read(`${path}.output.bin`, output, "float32");
  try {
    const graph = decode(readFileSync(`${path}.onnx`), { batch: input[0] as number });
    await using program = await engine.compile(optimize(graph));
    const found = (await program.run({ input: x })).output as Tensor;
    if (String(found.shape) !== String(output))
      return { result: `wrong: shape [${found.shape}], expected [${output}]` };
    const differences = Array.from(expected.data as Float32Array, (value, i) => {
      const difference = Math.abs(value - (found.data[i] as number));
      return difference / (tolerance.absolute + tolerance.relative * Math.abs(value));
    });
    const difference = Math.max(...differences);
    return { result: difference <= 1 ? "equal" : "wrong", operations: graph.nodes.length, difference };
  } catch (error) {
    return { result: `refused: ${(error as Error).message}` };
  }
}

function read(file: string, shape: readonly number[], dtype: Shapes["dtype"]): Tensor {
  const { buffer } = Uint8Array.from(readFileSync(file));
  return dtype === "int64"
    ? tensor("int64", shape, new BigInt64Array(buffer))
    : tensor("float32", shape, new Float32Array(buffer));
}
