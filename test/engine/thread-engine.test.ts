import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { AbortedError, EngineError, GraphError, InputError } from "../../src/base/index.ts";
import { createNodeEngine, createThreadEngine } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder } from "../../src/graph/index.ts";
import { type Tensor, tensor, zeros } from "../../src/tensor/index.ts";

const side = 640;
const square = { dtype: "float32", shape: [side, side] } as const;
const engine = createThreadEngine();
afterAll(() => engine[Symbol.asyncDispose]());

/** x multiplied by itself so many times, scaled to stay finite: long work on little data. */
function powers(times: number): Graph {
  const builder = new GraphBuilder();
  const x = builder.input("x", square);
  let y = x;
  for (let i = 0; i < times; i++) y = builder.op("Mul", [builder.op("MatMul", [y, x]), builder.scalar(2 / side)]);
  return builder.build(new Map([["y", y]]));
}

function ramp(): Tensor<"float32"> {
  const x = zeros("float32", square.shape);
  for (let i = 0; i < x.data.length; i++) x.data[i] = Math.sin(i);
  return x;
}

const bytesOf = (value: Tensor | undefined): Buffer => Buffer.from((value as Tensor).data.buffer);

test("createThreadEngine() leaves the event loop free during a long run, with bitwise equal results", async () => {
  const graph = powers(12);
  const x = ramp();
  await using blocking = await createNodeEngine().compile(graph);
  await using threaded = await engine.compile(graph);
  await threaded.run({ x });
  const expected = await blocking.run({ x });

  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const start = performance.now();
  const { y } = await threaded.run({ x });
  const ms = performance.now() - start;
  clearInterval(timer);

  expect(bytesOf(y).equals(bytesOf(expected.y))).toBe(true);
  // A blocked loop would turn once or twice; timers need 1 ms each, and the machine may be busy.
  expect(turns).toBeGreaterThan(Math.max(5, ms / 40));
});

test("run() of a thread engine copies its feeds: they stay whole, and may change right after the call", async () => {
  await using program = await engine.compile(powers(1));
  const wide = new Float32Array(2 * side * side).fill(1);
  const x: Tensor = { ...square, data: wide.subarray(side * side) };

  const running = program.run({ x });
  wide.fill(0);
  const { y } = await running;

  expect(y?.data[0]).toBe(2);
  expect(wide.byteLength).toBe(2 * side * side * 4);
  expect((y as Tensor<"float32">).data.buffer.byteLength).toBe(side * side * 4);
});

test("run() of a thread engine stops at its signal while it waits, not once it has begun", async () => {
  await using program = await engine.compile(powers(4));
  const abort = new AbortController();

  const begun = program.run({ x: ramp() }, { signal: abort.signal });
  const waiting = program.run({ x: ramp() }, { signal: abort.signal });
  await new Promise((resolve) => setImmediate(resolve));
  abort.abort();

  expect(await begun).toHaveProperty("y");
  await expect(waiting).rejects.toBeInstanceOf(AbortedError);
  expect(await program.run({ x: ramp() })).toHaveProperty("y");
});

test("errors arrive from the thread in their classes", async () => {
  const graph = powers(1);

  await expect(engine.compile({ ...graph, outputs: ["nowhere"] })).rejects.toBeInstanceOf(GraphError);
  const builder = new GraphBuilder();
  const row = builder.input("row", { dtype: "int64", shape: [1] });
  const rows = builder.constant(zeros("float32", [2, 2]));
  await using program = await engine.compile(builder.build([builder.op("Gather", [rows, row], { axis: 0 })]));
  await expect(program.run({ row: tensor("int64", [1], [7]) })).rejects.toBeInstanceOf(EngineError);
  expect(() => createThreadEngine({ threads: 0 })).toThrow(InputError);
  await expect(createThreadEngine({ cache: { programs: 0 } }).compile(graph)).rejects.toThrow("cache.programs is 0");
});

test("disposing of a thread engine waits for its runs, frees its programs and ends its thread", async () => {
  const short = createThreadEngine();
  const program = await short.compile(powers(2));
  const begun = program.run({ x: ramp() });

  await short[Symbol.asyncDispose]();
  await short[Symbol.asyncDispose]();
  await program[Symbol.asyncDispose]();

  expect(await begun).toHaveProperty("y");
  await expect(program.run({ x: ramp() })).rejects.toThrow("disposed of");
  await expect(short.compile(powers(1))).rejects.toThrow("its engine was disposed of");
  // Never started, nothing to end.
  await createThreadEngine()[Symbol.asyncDispose]();
});

test("a process ends although a thread engine is left idle", async () => {
  const script = fileURLToPath(new URL("idle-thread.ts", import.meta.url));

  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script], { timeout: 30_000 });

  expect(stdout).toBe("2\n");
});
