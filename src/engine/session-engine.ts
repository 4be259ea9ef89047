/** @file An engine whose programs are sessions of a runtime. */
import type { InferenceSession } from "onnxruntime-node";
import { checkInteger, EngineError, EspalierError, hashBytes, InputError, ModelError } from "../base/index.ts";
import { type Graph, programBytes, type ValueName, verify } from "../graph/index.ts";
import { checkModel, encode, type ModelValue, readMetadata } from "../onnx/index.ts";
import type { TensorType } from "../tensor/index.ts";
import type { DisposableEngine, PortType, Program } from "./engine.ts";
import { type Runtime, reason } from "./runtime.ts";
import { type CacheLimits, type Lease, SessionCache } from "./session-cache.ts";
import { type Ports, SessionProgram } from "./session-program.ts";

/** What a session is made of. */
interface Source {
  readonly inputs: Ports;
  readonly outputs: Ports;
  /** Absent where its optimisation is not ours to choose. */
  readonly nodes?: number;
  /** What the session will take; asked for by a cache only. */
  memoryBytes(): number;
  encoded(): Uint8Array;
}

/** How a graph is found again in a cache. */
interface CacheKey {
  readonly key: string;
  readonly bytes: number;
}

/** Creates an engine over the runtime that `start` gives; it is called for each program. */
export function sessionEngine(start: () => Promise<Runtime>, cache?: CacheLimits): DisposableEngine {
  if (cache) checkLimits(cache);
  const sessions = new Sessions(start, cache);
  return {
    compile: async (graph) => {
      const types = verify(graph);
      const outputs = new Map(graph.outputs.map((name: ValueName) => [name, types.get(name) as TensorType]));
      const memoryBytes = (): number => programBytes(graph);
      const encoded = (): Uint8Array => encode(graph);
      return sessions.open({ inputs: graph.inputs, outputs, nodes: graph.nodes.length, memoryBytes, encoded }, graph);
    },
    compileModel: async (bytes) => {
      checkModel(bytes);
      const { inputs, outputs } = readMetadata(bytes);
      const ports = { inputs: new Map(inputs.map(port)), outputs: new Map(outputs.map(port)) };
      return sessions.open({ ...ports, memoryBytes: () => MODEL_COPIES * bytes.length, encoded: () => bytes });
    },
    [Symbol.asyncDispose]: () => sessions.close(),
  };
}

/** The weights of a model are in its bytes, in the session, and again where the runtime packs them for its products. */
const MODEL_COPIES = 3;

/** Opens programs, with the sessions of earlier ones where there is a cache. */
class Sessions {
  readonly #start: () => Promise<Runtime>;
  readonly #cache: SessionCache<InferenceSession> | undefined;
  /** Graphs do not change, so that the very same one need not be read again. */
  readonly #keys = new WeakMap<Graph, CacheKey>();
  #isClosed = false;

  constructor(start: () => Promise<Runtime>, limits: CacheLimits | undefined) {
    this.#start = start;
    this.#cache = limits && new SessionCache(limits, async (session) => release(await start(), session));
  }

  async open(source: Source, graph?: Graph): Promise<Program> {
    if (this.#isClosed)
      throw new EngineError("Cannot compile model: its engine was disposed of, expected a living one");
    const runtime = await this.#start();
    try {
      const { session, giveBack } = await this.#lease(runtime, source, graph);
      return new SessionProgram(runtime, session, source.inputs, source.outputs, giveBack);
    } catch (cause) {
      if (cause instanceof EspalierError) throw cause;
      throw new EngineError(`Cannot compile model: ${reason(cause)}`, { cause });
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#cache?.close();
  }

  async #lease(runtime: Runtime, source: Source, graph: Graph | undefined): Promise<Lease<InferenceSession>> {
    const create = (encoded: Uint8Array): Promise<InferenceSession> =>
      runtime.turns.take(() => runtime.open(encoded, source.nodes));
    if (!this.#cache) {
      const session = await create(source.encoded());
      return { session, giveBack: () => release(runtime, session) };
    }
    const known = graph && this.#keys.get(graph);
    if (known) return this.#cache.lease(known.key, known.bytes, () => create(source.encoded()));
    const encoded = source.encoded();
    const found: CacheKey = { key: hashBytes(encoded), bytes: source.memoryBytes() };
    if (graph) this.#keys.set(graph, found);
    return this.#cache.lease(found.key, found.bytes, () => create(encoded));
  }
}

function release({ turns }: Runtime, session: InferenceSession): Promise<void> {
  return turns.take(() => session.release());
}

/** Checks a number of threads. @throws {InputError} if it is not a positive integer. */
export function checkThreads(threads: number): void {
  if (Number.isInteger(threads) && threads >= 1) return;
  throw new InputError(`Cannot create engine: threads is ${threads}, expected a positive integer`);
}

function checkLimits({ programs, bytes }: CacheLimits): void {
  checkInteger("engine", "cache.programs", programs, 1);
  if (bytes !== undefined) checkInteger("engine", "cache.bytes", bytes, 0);
}

function port({ name, dtype, shape }: ModelValue): [string, PortType] {
  if (dtype && shape) return [name, { dtype, shape }];
  throw new ModelError(
    `Cannot compile model: ${name} is of an unknown type, expected a float32, int64, int32 or bool tensor`,
  );
}
