/** @file The engine on Node: sessions of onnxruntime-node. */
import * as ort from "onnxruntime-node";
import { AbortedError, EngineError, InputError, ModelError } from "../base/index.ts";
import { type Graph, type ValueName, verify } from "../graph/index.ts";
import { encode, type ModelValue, readMetadata } from "../onnx/index.ts";
import { type Tensor, type TensorType, tensor } from "../tensor/index.ts";
import type { Engine, Feeds, PortType, Program, RunOptions } from "./engine.ts";
import { checkFeeds, checkTensor } from "./feeds.ts";

export interface NodeEngineOptions {
  /** Threads of one program. Default 1: parallel trials use more processes instead. */
  readonly threads?: number;
  /** Graph optimisation by the runtime. Default "basic", whose results do not depend on the CPU's layout. */
  readonly optimization?: "disabled" | "basic" | "extended" | "all";
}

// The runtime prints what it also throws; errors are read from the exception alone.
ort.env.logLevel = "fatal";
const fatalOnly = 4;

/** Creates an engine that runs programs on the CPU with onnxruntime-node. */
export function createNodeEngine(options: NodeEngineOptions = {}): Engine {
  const { threads = 1, optimization = "basic" } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new InputError(`Cannot create engine: threads is ${threads}, expected a positive integer`);
  }
  const session: ort.InferenceSession.SessionOptions = {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: optimization,
    logSeverityLevel: fatalOnly,
    // Threads that spin while idle take the cores of other trials.
    extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
  };
  const create = async (bytes: Uint8Array, inputs: Ports, outputs: Ports): Promise<Program> => {
    try {
      return new SessionProgram(await ort.InferenceSession.create(bytes, session), inputs, outputs);
    } catch (cause) {
      throw new EngineError(`Cannot compile model: ${reason(cause)}`, { cause });
    }
  };
  return {
    compile: (graph) => compileGraph(graph, create),
    compileModel: async (bytes) => {
      const { inputs, outputs } = readMetadata(bytes);
      return create(bytes, new Map(inputs.map(port)), new Map(outputs.map(port)));
    },
  };
}

type Ports = ReadonlyMap<string, PortType>;

async function compileGraph(
  graph: Graph,
  create: (bytes: Uint8Array, inputs: Ports, outputs: Ports) => Promise<Program>,
): Promise<Program> {
  const types = verify(graph);
  const outputs = new Map(graph.outputs.map((name: ValueName) => [name, types.get(name) as TensorType]));
  return create(encode(graph), graph.inputs, outputs);
}

function port({ name, dtype, shape }: ModelValue): [string, PortType] {
  if (dtype && shape) return [name, { dtype, shape }];
  throw new ModelError(
    `Cannot compile model: ${name} is of an unknown type, expected a float32, int64, int32 or bool tensor`,
  );
}

class SessionProgram implements Program {
  readonly inputs: Ports;
  readonly outputs: Ports;
  #session: ort.InferenceSession | undefined;
  /** Runs that have begun, one after the other. */
  #running: Promise<unknown> = Promise.resolve();

  constructor(session: ort.InferenceSession, inputs: Ports, outputs: Ports) {
    this.#session = session;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  async run(feeds: Feeds, { signal, into = {} }: RunOptions = {}): Promise<Record<string, Tensor>> {
    if (signal?.aborted) throw new AbortedError("Cannot run program: its signal was aborted", { cause: signal.reason });
    const session = this.#session;
    if (!session) throw new EngineError("Cannot run program: it was disposed of, expected a living program");
    const inputs = checkFeeds(this.inputs, feeds);
    for (const [name, value] of Object.entries(into)) {
      const type = this.outputs.get(name);
      if (!type)
        throw new EngineError(
          `Cannot run program: output ${name} is unknown, expected ${[...this.outputs.keys()].join(", ")}`,
        );
      checkTensor(`output ${name}`, type, value);
    }
    const fetches = Object.fromEntries(
      Array.from(this.outputs.keys(), (name) => [name, into[name] ? toRuntime(into[name]) : null]),
    );
    const done = session.run(Object.fromEntries(inputs.map(([name, value]) => [name, toRuntime(value)])), fetches);
    this.#running = Promise.allSettled([this.#running, done]);
    let results: ort.InferenceSession.ReturnType;
    try {
      results = await done;
    } catch (cause) {
      throw new EngineError(`Cannot run program: ${reason(cause)}`, { cause });
    }
    return Object.fromEntries(
      Array.from(this.outputs.keys(), (name) => [name, into[name] ?? fromRuntime(results[name] as ort.Tensor)]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await this.#running;
    await session?.release();
  }
}

function toRuntime({ dtype, data, shape }: Tensor): ort.Tensor {
  return new ort.Tensor(dtype, data, shape);
}

function fromRuntime({ type, data, dims }: ort.Tensor): Tensor {
  return tensor(type as Tensor["dtype"], dims, data as Tensor["data"]);
}

/** The first line of an error of the runtime. */
function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split("\n", 1)[0] ?? "";
}
