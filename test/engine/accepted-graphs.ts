/**
 * @file A process that alters valid one-node graphs at random (shapes, dtypes, attributes) and compiles what `verify`
 * accepts. It prints a line before each compilation and one after it that went wrong, so that a crash of the runtime
 * shows which graph it was. Arguments: first seed, seeds.
 */
import { writeSync } from "node:fs";
import { createRng, GraphError, pick, type Rng } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Attribute, type Graph, lower, type OpType, ops, verify } from "../../src/graph/index.ts";
import { type Dtype, type Shape, sizeOf, type Tensor, tensor } from "../../src/tensor/index.ts";
import { graphOfCase, type OpCase, opCase, portableOps } from "../reference/index.ts";

const dtypes = ["float32", "int64", "int32", "bool"] as const;
const indexing = new Set<OpType>(["Gather", "GatherElements", "ScatterElements", "GatherGradient", "OneHot"]);

/** Index 0 is in range everywhere, and nothing divides by it. */
function filled(op: OpType, dtype: Dtype, shape: Shape): Tensor {
  return tensor(dtype, shape, Array(sizeOf(shape)).fill(indexing.has(op) && dtype !== "float32" ? 0 : 1));
}

function alteredAttribute(value: Attribute | undefined, rng: Rng): Attribute | undefined {
  if (rng.int(5) === 0) return undefined;
  if (typeof value === "string") return pick(["add", "none", "bool", "int32", "other"], rng);
  if (typeof value === "number" || value === undefined) return rng.int(9) - 4;
  return value.map((item) => (rng.int(2) === 0 ? item : rng.int(9) - 4));
}

function altered(op: OpType, drawn: OpCase, rng: Rng): OpCase {
  const which = rng.int(drawn.inputs.length);
  const withInput = (change: (input: Tensor) => Tensor): OpCase => ({
    ...drawn,
    inputs: drawn.inputs.map((input, i) => (i === which ? change(input) : input)),
  });
  const attribute = pick(["none", ...Object.keys(ops[op].attributes)].slice(-4), rng);
  const { [attribute]: old, ...others } = drawn.attributes;
  const value = alteredAttribute(old, rng);
  const dtype = pick(dtypes, rng);
  return pick(
    [
      () => withInput(({ shape }) => filled(op, dtype, shape)),
      () => ({ ...drawn, inputs: drawn.inputs.map(({ shape }) => filled(op, dtype, shape)) }),
      () =>
        withInput((input) =>
          filled(
            op,
            input.dtype,
            input.shape.map((d) => (rng.int(3) > 0 ? d : rng.int(5))),
          ),
        ),
      () =>
        withInput((input) => filled(op, input.dtype, rng.int(2) === 0 ? input.shape.slice(1) : [...input.shape, 2])),
      () => ({ ...drawn, attributes: { ...others, ...(value !== undefined && { [attribute]: value }) } }),
    ],
    rng,
  )();
}

/** Compiles and runs a graph that was accepted; returns what went wrong. */
async function trouble(graph: Graph, feeds: Record<string, Tensor>): Promise<string | undefined> {
  try {
    const program = await engine.compile(lower(graph));
    const results = await program.run(feeds).finally(() => program[Symbol.asyncDispose]());
    for (const [name, { dtype, shape }] of Object.entries(results)) {
      const inferred = verify(graph).get(name);
      if (dtype !== inferred?.dtype || String(shape) !== String(inferred.shape)) {
        return `result is ${dtype} [${shape}], inferred was ${inferred?.dtype} [${inferred?.shape}]`;
      }
    }
    return undefined;
  } catch (error) {
    return String(error);
  }
}

const engine = createNodeEngine();
const [first = 0, seeds = 10] = process.argv.slice(2).map(Number);
for (const op of portableOps) {
  for (let seed = first; seed < first + seeds; seed++) {
    const { inputs, ...rest } = altered(op, opCase(op, seed), createRng(`alter ${op} ${seed}`));
    const drawn = { ...rest, inputs: inputs.map(({ dtype, shape }) => filled(op, dtype, shape)) };
    let accepted: ReturnType<typeof graphOfCase>;
    try {
      accepted = graphOfCase(op, drawn);
      verify(accepted.graph);
    } catch (error) {
      if (error instanceof GraphError) continue;
      throw error;
    }
    const types = inputs.map(({ dtype, shape }) => `${dtype} [${shape}]`).join(", ");
    writeSync(1, `try ${op} ${seed}: ${types} ${JSON.stringify(drawn.attributes)}\n`);
    const found = await trouble(accepted.graph, accepted.feeds);
    if (found) writeSync(1, `trouble ${found}\n`);
  }
}
writeSync(1, "end\n");
