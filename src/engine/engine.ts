/** @file The contract of an engine: compile a graph, run it on tensors. */
import type { Graph, Target } from "../graph/index.ts";
import type { Dtype, Tensor } from "../tensor/index.ts";
import type { Latency, LatencyOptions } from "./latency.ts";

/** Tensors by value name. */
export type Feeds = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

/** Type of an input or output of a program; a string is a dimension that each run may choose. */
export interface PortType {
  readonly dtype: Dtype;
  readonly shape: readonly (number | string)[];
}

export interface RunOptions {
  /** Checked before the run, also where it waited for earlier ones; a run that has begun ends. */
  readonly signal?: AbortSignal;
  /** Tensors to write outputs into, by name; they are what the run returns for these names. */
  readonly into?: Readonly<Record<string, Tensor>>;
}

/**
 * A compiled graph. It holds native memory until disposed. Inputs are read during a run only; outputs belong to the
 * caller. Runs of one program may be started at any time, they follow each other.
 */
export interface Program extends AsyncDisposable {
  readonly inputs: ReadonlyMap<string, PortType>;
  readonly outputs: ReadonlyMap<string, PortType>;
  /**
   * Runs the program. Blocks the calling thread while the runtime works, unless the engine has a thread of its own.
   *
   * @param feeds  One tensor for each input, nothing else.
   * @returns One tensor for each output.
   * @throws {EngineError} naming the input that is missing, unknown or of another type, or where the runtime fails.
   * @throws {AbortedError} if the signal was aborted before the run.
   */
  run(feeds: Feeds, options?: RunOptions): Promise<Record<string, Tensor>>;
  /** Measures the time of a run where the program runs, if that is elsewhere; see `measureLatency`. */
  latency?(feeds: Feeds, options: LatencyOptions): Promise<Latency>;
  /** Frees the native memory after the runs that have begun; later runs fail. May be called twice. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Engine {
  /** What passes may know of the runtime without trying it; nothing where absent. */
  readonly traits?: Target;
  /**
   * Compiles a graph.
   *
   * @throws {GraphError} if the graph is malformed or holds ops that had to be lowered before.
   * @throws {EngineError} if the runtime refuses it.
   */
  compile(graph: Graph): Promise<Program>;
  /**
   * Compiles the bytes of an ONNX model as they are.
   *
   * @throws {ModelError} if the bytes are not an ONNX model or its inputs and outputs are not tensors of known dtypes.
   * @throws {EngineError} if the runtime refuses it.
   */
  compileModel(bytes: Uint8Array): Promise<Program>;
}

/** An engine with something to free: idle sessions of a cache, a thread. Disposal may be called twice. */
export interface DisposableEngine extends Engine, AsyncDisposable {
  /** Ends the engine: it compiles no more. What becomes of its programs, each engine says. */
  [Symbol.asyncDispose](): Promise<void>;
}
