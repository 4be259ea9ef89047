import * as ort from "onnxruntime-node";
import { afterEach, expect, test, vi } from "vitest";
import { EngineError, InputError } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { SessionCache } from "../../src/engine/session-cache.ts";
import { type Graph, GraphBuilder, programBytes } from "../../src/graph/index.ts";
import { encode } from "../../src/onnx/index.ts";
import { tensor } from "../../src/tensor/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** x plus a constant: graphs of equal numbers are equal. */
function plus(constant: number): Graph {
  const builder = new GraphBuilder();
  const x = builder.input("x", { dtype: "float32", shape: [1] });
  return builder.build(new Map([["y", builder.op("Add", [x, builder.scalar(constant)])]]));
}

const x = tensor("float32", [1], [1]);

/** A cache of strings, and what it has opened and released. */
function cacheOf(programs: number, bytes?: number) {
  const opened: string[] = [];
  const released: string[] = [];
  const limits = bytes === undefined ? { programs } : { programs, bytes };
  const cache = new SessionCache<string>(limits, async (session) => {
    released.push(session);
  });
  const lease = (key: string, size = 1) =>
    cache.lease(key, size, async () => {
      opened.push(key);
      return key;
    });
  return { cache, lease, opened, released };
}

test("SessionCache opens a key once, for users at a time and one after the other", async () => {
  const { lease, opened, released } = cacheOf(2);

  const [a, b] = await Promise.all([lease("k"), lease("k")]);
  await a.giveBack();
  await b.giveBack();
  const c = await lease("k");
  await c.giveBack();

  expect([a.session, b.session, c.session]).toEqual(["k", "k", "k"]);
  expect(opened).toEqual(["k"]);
  expect(released).toEqual([]);
});

test("SessionCache releases the idle one used longest ago, at once when it is full", async () => {
  const { lease, opened, released } = cacheOf(2);
  for (const key of ["a", "b", "a", "c"]) await (await lease(key)).giveBack();

  expect(opened).toEqual(["a", "b", "c"]);
  expect(released).toEqual(["b"]);
});

test("SessionCache never releases what is in use, and does so promptly after its last user where it is full", async () => {
  const { lease, released } = cacheOf(1);
  const [a, again] = [await lease("a"), await lease("a")];
  const b = await lease("b");
  expect(released).toEqual([]);

  await a.giveBack();
  await a.giveBack();
  expect(released).toEqual([]);
  await again.giveBack();
  expect(released).toEqual(["a"]);
  await b.giveBack();
  expect(released).toEqual(["a"]);
});

test("SessionCache keeps to a number of bytes", async () => {
  const { lease, released } = cacheOf(10, 100);
  for (const [key, bytes] of [
    ["a", 60],
    ["b", 30],
    ["c", 20],
    ["huge", 1000],
  ] as const)
    await (await lease(key, bytes)).giveBack();

  expect(released).toEqual(["a", "b", "c", "huge"]);
});

test("SessionCache forgets what could not be opened", async () => {
  const { cache, lease, opened } = cacheOf(2);

  await expect(cache.lease("k", 1, () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  expect((await lease("k")).session).toBe("k");
  expect(opened).toEqual(["k"]);
});

test("close() releases idle sessions at once and others after their last user", async () => {
  const { cache, lease, released } = cacheOf(4);
  await (await lease("idle")).giveBack();
  const used = await lease("used");

  await cache.close();
  expect(released).toEqual(["idle"]);
  await used.giveBack();
  expect(released).toEqual(["idle", "used"]);
});

test("an engine with a cache creates one session for equal graphs, in turns and at once", async () => {
  const create = vi.spyOn(ort.InferenceSession, "create");
  await using engine = createNodeEngine({ cache: { programs: 2 } });
  const graph = plus(1);

  const together = await Promise.all([engine.compile(graph), engine.compile(plus(1))]);
  for (const program of together) {
    expect((await program.run({ x })).y?.data[0]).toBe(2);
    await program[Symbol.asyncDispose]();
  }
  await expect(together[0].run({ x })).rejects.toThrow("it was disposed of");
  await using later = await engine.compile(graph);
  await using model = await engine.compileModel(encode(graph));

  expect((await later.run({ x })).y?.data[0]).toBe(2);
  expect((await model.run({ x })).y?.data[0]).toBe(2);
  expect(create).toHaveBeenCalledTimes(1);
  await using other = await engine.compile(plus(2));
  expect((await other.run({ x })).y?.data[0]).toBe(3);
  expect(create).toHaveBeenCalledTimes(2);
});

test("an engine releases sessions beyond its cache when their programs are done, and all on disposal", async () => {
  const release = vi.fn();
  const create = ort.InferenceSession.create;
  vi.spyOn(ort.InferenceSession, "create").mockImplementation(async (...of: unknown[]) => {
    const session = await (create as (...of: unknown[]) => Promise<ort.InferenceSession>)(...of);
    vi.spyOn(session, "release").mockImplementation(release);
    return session;
  });
  const engine = createNodeEngine({ cache: { programs: 8, bytes: 2.5 * programBytes(plus(0)) } });
  for (let i = 0; i < 4; i++) {
    await using program = await engine.compile(plus(i));
    await program.run({ x });
  }
  expect(release).toHaveBeenCalledTimes(2);
  const kept = await engine.compile(plus(3));

  await engine[Symbol.asyncDispose]();

  expect(release).toHaveBeenCalledTimes(3);
  expect((await kept.run({ x })).y?.data[0]).toBe(4);
  await kept[Symbol.asyncDispose]();
  expect(release).toHaveBeenCalledTimes(4);
  await expect(engine.compile(plus(1))).rejects.toBeInstanceOf(EngineError);
});

test("an engine without a cache shares nothing", async () => {
  const create = vi.spyOn(ort.InferenceSession, "create");
  const engine = createNodeEngine();
  for (let i = 0; i < 2; i++) await (await engine.compile(plus(1)))[Symbol.asyncDispose]();

  expect(create).toHaveBeenCalledTimes(2);
  expect(() => createNodeEngine({ cache: { programs: 0 } })).toThrow(InputError);
  expect(() => createNodeEngine({ cache: { programs: 1, bytes: -1 } })).toThrow(InputError);
});
