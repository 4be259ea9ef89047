import { afterAll, expect, test } from "vitest";
import { EngineError, InputError, ModelError } from "../../src/base/index.ts";
import { createNodeEngine, createProcessEngine, measureLatency } from "../../src/engine/index.ts";
import { EngineProcess } from "../../src/engine/process/engine-process.ts";
import { type Graph, GraphBuilder } from "../../src/graph/index.ts";
import { encode } from "../../src/onnx/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { endlessModel, foreignModel, node } from "../onnx/foreign-model.ts";

const engine = createProcessEngine();
afterAll(() => engine[Symbol.asyncDispose]());

const x = tensor("float32", [2], [0.1, 3]);

function squares(): Graph {
  const builder = new GraphBuilder();
  const value = builder.input("x", { dtype: "float32", shape: [2] });
  return builder.build(new Map([["y", builder.op("Mul", [value, builder.op("Exp", [value])])]]));
}

test("createProcessEngine() runs graphs and models with bitwise equal results, and measures where they run", async () => {
  await using direct = await createNodeEngine().compile(squares());
  await using graph = await engine.compile(squares());
  await using model = await engine.compileModel(encode(squares()));

  const expected = await direct.run({ x });

  expect(await graph.run({ x })).toEqual(expected);
  expect(await model.run({ x })).toEqual(expected);
  expect(await measureLatency(model, { x }, { warmup: 1, repeats: 5, leastMs: 0 })).toMatchObject({ repeats: 5 });
});

test("a process engine hands on what the runtime says, and goes on", async () => {
  const unknown = foreignModel({
    inputs: { x: { shape: [2] } },
    nodes: [node("NoSuchOp", "x", "y")],
    shapes: { y: [2] },
  });

  await expect(engine.compileModel(unknown)).rejects.toThrow(EngineError);
  await expect(engine.compileModel(Uint8Array.of(1, 2, 3))).rejects.toThrow(ModelError);
  await using program = await engine.compile(squares());
  await expect(program.run({})).rejects.toThrow("input x is missing");
  expect((await program.run({ x })).y?.shape).toEqual([2]);
});

test("a process engine ends a model that gives no answer in its time, and says so from then on", async () => {
  await using bounded = createProcessEngine({ timeoutMs: 8000 });
  await using program = await bounded.compileModel(endlessModel([2]));

  const failure = expect.objectContaining({
    name: "ModelError",
    message: "Cannot run model: it gave no answer within 8 s, expected an answer",
  });
  await expect(program.run({ x })).rejects.toEqual(failure);
  await expect(program.run({ x })).rejects.toEqual(failure);
  await expect(bounded.compile(squares())).rejects.toEqual(failure);
});

test("a crash of the runtime ends the process alone", async () => {
  const process_ = new EngineProcess({}, 60_000);
  const { program } = await process_.ask<"compile-model">({ kind: "compile-model", bytes: endlessModel([2]) });

  const running = process_.ask<"run">({ kind: "run", program, feeds: new Map([["x", x]]) });
  process.kill(process_.pid as number, "SIGSEGV");

  await expect(running).rejects.toThrow(ModelError);
  await expect(running).rejects.toThrow("Cannot run model: its process ended by signal SIGSEGV, expected an answer");
  await process_.end();
});

test("createProcessEngine() refuses a bad option", () => {
  expect(() => createProcessEngine({ timeoutMs: 0 })).toThrow(InputError);
  expect(() => createProcessEngine({ timeoutMs: 2 ** 31 })).toThrow("timeoutMs is 2147483648");
  expect(() => createProcessEngine({ threads: 0 })).toThrow(InputError);
});
