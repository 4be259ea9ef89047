/** @file The web engine where Node runs its WebAssembly; test/browser has it in a browser. */
import { expect, test } from "vitest";
import { EngineError, InputError } from "../../src/base/index.ts";
import { createWebEngine, detectTarget } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder } from "../../src/graph/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";

const engine = createWebEngine();

/** Outputs `x` + 1 float32 [n], x > 0 bool [n], and row `rows` of x int64 [1] in float32 [1]. */
function arithmetic(n: number): Graph {
  const builder = new GraphBuilder();
  const x = builder.input("x", { dtype: "float32", shape: [n] });
  const rows = builder.input("rows", { dtype: "int64", shape: [1] });
  return builder.build([
    ...builder.node("Add", [x, builder.scalar(1)], {}, ["next"]),
    ...builder.node("Greater", [x, builder.scalar(0)], {}, ["positive"]),
    ...builder.node("Gather", [x, rows], { axis: 0 }, ["row"]),
  ]);
}

const rows = tensor("int64", [1], [1]);
const filled = (n: number, value: number): Tensor => tensor("float32", [n], Array(n).fill(value));

test("run() takes and gives tensors of float32, int64 and bool", async () => {
  await using program = await engine.compile(arithmetic(2));

  const results = await program.run({ x: tensor("float32", [2], [-1, 3]), rows });

  expect(results).toEqual({
    next: tensor("float32", [2], [0, 4]),
    positive: tensor("bool", [2], [0, 1]),
    row: tensor("float32", [1], [3]),
  });
});

test("run() writes into the tensors given for outputs", async () => {
  await using program = await engine.compile(arithmetic(2));
  const next = filled(2, 0);

  const results = await program.run({ x: filled(2, 5), rows }, { into: { next } });

  expect(results.next).toBe(next);
  expect(next.data).toEqual(Float32Array.of(6, 6));
});

test("runs of several programs that were started at once keep their results apart", async () => {
  const sizes = [2, 300, 7];
  const programs = await Promise.all(sizes.map((n) => engine.compile(arithmetic(n))));

  const runs = Array.from({ length: 30 }, async (_, i) => {
    const n = sizes[i % 3] as number;
    const results = await programs[i % 3]?.run({ x: filled(n, i), rows });
    expect(results?.next).toEqual(filled(n, i + 1));
    expect(results?.row).toEqual(filled(1, i));
  });

  await Promise.all(runs);
  for (const program of programs) await program[Symbol.asyncDispose]();
});

test("run() says in one line why the runtime failed, and the program goes on working", async () => {
  await using program = await engine.compile(arithmetic(2));
  const run = (row: number): Promise<Record<string, Tensor>> =>
    program.run({ x: filled(2, 1), rows: tensor("int64", [1], [row]) });

  const error = await run(7).catch((caught: unknown) => caught);

  expect(error).toBeInstanceOf(EngineError);
  expect((error as Error).message).toMatch(/^Cannot run program: [^\n]*indices element out of data bounds[^\n]*$/);
  expect((await run(0)).row).toEqual(filled(1, 1));
});

test("detectTarget() finds portable operations and a runtime that clips and sums slowly", async () => {
  expect(await detectTarget(engine)).toEqual({ clipsSlowly: true, sumsSlowly: true });
});

test("one number of threads holds for all engines, and has to be positive", async () => {
  await using _first = await engine.compile(arithmetic(2));

  await expect(createWebEngine({ threads: 2 }).compile(arithmetic(2))).rejects.toThrow(
    "Cannot compile model: threads is 2, expected 1 as the runtime of this page started with",
  );
  expect(() => createWebEngine({ threads: 0 })).toThrow(InputError);
});
