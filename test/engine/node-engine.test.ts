import { describe, expect, test } from "vitest";
import { AbortedError, EngineError, GraphError, InputError, ModelError } from "../../src/base/index.ts";
import { createNodeEngine, createThreadEngine, type Program } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder } from "../../src/graph/index.ts";
import { encode } from "../../src/onnx/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";

const x: Tensor = tensor("float32", [2, 2], [1, -2, 3, -4]);
const rows: Tensor = tensor("int64", [1], [1]);

/** Outputs relu(x) float32 [2, 2], x > 0 bool [2, 2], row `rows` of x [1, 2] and its arg max int64 [1]. */
function fourOutputs(): Graph {
  const builder = new GraphBuilder();
  const input = builder.input("x", { dtype: "float32", shape: [2, 2] });
  const index = builder.input("rows", { dtype: "int64", shape: [1] });
  const row = builder.op("Gather", [input, index], { axis: 0 });
  return builder.build([
    ...builder.node("Relu", [input], {}, ["relu"]),
    ...builder.node("Greater", [input, builder.scalar(0)], {}, ["mask"]),
    ...builder.node("Identity", [row], {}, ["row"]),
    ...builder.node("ArgMax", [row], { axis: 1, keepdims: 0 }, ["best"]),
  ]);
}

const failure = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => "no error",
    (error) => error,
  );

describe.each([
  ["node engine", createNodeEngine()],
  ["thread engine", createThreadEngine()],
])("%s:", (_, engine) => {
  test("run() takes and gives tensors of float32, int64 and bool", async () => {
    await using program = await engine.compile(fourOutputs());

    const results = await program.run({ x, rows });

    expect(results).toEqual({
      relu: tensor("float32", [2, 2], [1, 0, 3, 0]),
      mask: tensor("bool", [2, 2], [1, 0, 1, 0]),
      row: tensor("float32", [1, 2], [3, -4]),
      best: tensor("int64", [1], [0]),
    });
  });

  test("run() takes bool and int32 inputs, and feeds as a Map", async () => {
    const builder = new GraphBuilder();
    const mask = builder.input("mask", { dtype: "bool", shape: [3] });
    const n = builder.input("n", { dtype: "int32", shape: [] });
    const graph = builder.build([
      ...builder.node("Not", [mask], {}, ["not"]),
      ...builder.node("Add", [n, n], {}, ["twice"]),
    ]);
    await using program = await engine.compile(graph);

    const results = await program.run(
      new Map<string, Tensor>([
        ["n", tensor("int32", [], [-21])],
        ["mask", tensor("bool", [3], [1, 0, 1])],
      ]),
    );

    expect(results).toEqual({ not: tensor("bool", [3], [0, 1, 0]), twice: tensor("int32", [], [-42]) });
  });

  test("a program tells the types of its inputs and outputs", async () => {
    await using program = await engine.compile(fourOutputs());

    expect([...program.inputs.keys()]).toEqual(["x", "rows"]);
    expect(program.outputs.get("mask")).toEqual({ dtype: "bool", shape: [2, 2] });
  });

  test("run() leaves its inputs alone and gives outputs that later runs do not change", async () => {
    await using program = await engine.compile(fourOutputs());

    const first = await program.run({ x, rows });
    await program.run({ x: tensor("float32", [2, 2], [9, 9, 9, 9]), rows });

    expect(x.data).toEqual(Float32Array.of(1, -2, 3, -4));
    expect(first.relu?.data).toEqual(Float32Array.of(1, 0, 3, 0));
  });

  test("run() writes into the tensors given for outputs", async () => {
    await using program = await engine.compile(fourOutputs());
    const relu = tensor("float32", [2, 2], new Float32Array(4));

    const results = await program.run({ x, rows }, { into: { relu } });

    expect(results.relu).toBe(relu);
    expect(relu.data).toEqual(Float32Array.of(1, 0, 3, 0));
    expect(results.best).toEqual(tensor("int64", [1], [0]));
  });

  test.each<[string, Record<string, Tensor>, string]>([
    ["a missing input", { x }, "input rows is missing, expected int64 [1]"],
    ["an unknown input", { x, rows, z: x }, "input z is unknown, expected x, rows"],
    [
      "another shape",
      { x: tensor("float32", [4], [1, 2, 3, 4]), rows },
      "input x is float32 [4], expected float32 [2, 2]",
    ],
    ["another dtype", { x, rows: tensor("int32", [1], [1]) }, "input rows is int32 [1], expected int64 [1]"],
    [
      "too few elements",
      { x: { ...x, data: new Float32Array(3) }, rows },
      "input x holds 3 elements, expected a Float32Array of 4",
    ],
    [
      "another array",
      { x: { ...x, data: new Int32Array(4) }, rows },
      "input x holds 4 elements, expected a Float32Array of 4",
    ],
  ])("run() refuses %s", async (_, feeds, message) => {
    await using program = await engine.compile(fourOutputs());

    const error = await failure(program.run(feeds));

    expect(error).toBeInstanceOf(EngineError);
    expect((error as Error).message).toBe(`Cannot run program: ${message}`);
  });

  test("run() refuses outputs to write into that are unknown or of another type", async () => {
    await using program = await engine.compile(fourOutputs());

    const unknown = await failure(program.run({ x, rows }, { into: { y: x } }));
    const other = await failure(program.run({ x, rows }, { into: { mask: x } }));

    expect(String(unknown)).toContain("output y is unknown, expected relu, mask, row, best");
    expect(String(other)).toContain("output mask is float32 [2, 2], expected bool [2, 2]");
  });

  test("run() says in one line why the runtime failed, and the program goes on working", async () => {
    await using program = await engine.compile(fourOutputs());

    const error = await failure(program.run({ x, rows: tensor("int64", [1], [7]) }));

    expect(error).toBeInstanceOf(EngineError);
    expect((error as Error).message).toMatch(/^Cannot run program: [^\n]*indices element out of data bounds[^\n]*$/);
    expect((await program.run({ x, rows })).best?.data).toEqual(BigInt64Array.of(0n));
  });

  test("run() does not start where its signal is aborted", async () => {
    await using program = await engine.compile(fourOutputs());

    expect(await failure(program.run({ x, rows }, { signal: AbortSignal.abort() }))).toBeInstanceOf(AbortedError);
    expect(await program.run({ x, rows }, { signal: new AbortController().signal })).toHaveProperty("relu");
  });

  test("disposing waits for runs that have begun and ends later ones; twice is fine", async () => {
    const program: Program = await engine.compile(fourOutputs());

    const begun = program.run({ x, rows });
    await program[Symbol.asyncDispose]();
    await program[Symbol.asyncDispose]();

    expect(await begun).toHaveProperty("relu");
    expect(String(await failure(program.run({ x, rows })))).toContain("it was disposed of");
  });

  test("compileModel() runs bytes as they are and keeps one size for one symbol", async () => {
    const builder = new GraphBuilder();
    const [a, b] = ["a", "b"].map((name) => builder.input(name, { dtype: "float32", shape: [1, 2] }));
    const sum = builder.node("Add", [a as never, b as never], {}, ["sum"]);
    await using program = await engine.compileModel(encode(builder.build(sum), { symbolicBatch: "batch" }));
    const ones = (rowsOfOnes: number): Tensor => tensor("float32", [rowsOfOnes, 2], Array(rowsOfOnes * 2).fill(1));

    expect(program.inputs.get("a")).toEqual({ dtype: "float32", shape: ["batch", 2] });
    expect((await program.run({ a: ones(3), b: ones(3) })).sum).toEqual(tensor("float32", [3, 2], Array(6).fill(2)));
    expect(String(await failure(program.run({ a: ones(3), b: ones(2) })))).toContain("input b is float32 [2, 2]");
  });

  test("compile() and compileModel() refuse what is malformed before the runtime sees it", async () => {
    const graph = fourOutputs();

    expect(await failure(engine.compile({ ...graph, outputs: ["nowhere"] }))).toBeInstanceOf(GraphError);
    expect(await failure(engine.compileModel(new TextEncoder().encode("no model")))).toBeInstanceOf(ModelError);
    expect(await failure(engine.compileModel(encode(graph).subarray(0, 90)))).toBeInstanceOf(ModelError);
  });
});

test("every thread count and optimisation gives the same result", async () => {
  for (const options of [{ threads: 2 }, { optimization: "disabled" }, { optimization: "all" }] as const) {
    await using program = await createNodeEngine(options).compile(fourOutputs());

    expect((await program.run({ x, rows })).relu).toEqual(tensor("float32", [2, 2], [1, 0, 3, 0]));
  }
  expect(() => createNodeEngine({ threads: 0 })).toThrow(InputError);
});
