/** @file What the engines need of onnxruntime-node and onnxruntime-web alike. */
import type * as ort from "onnxruntime-node";
import type { Turns } from "./turns.ts";

/** A runtime that has started. */
export interface Runtime {
  readonly Tensor: ort.TensorConstructor;
  /** True if a run writes into the memory of tensors given for its outputs; else they are copied into. */
  readonly fillsOutputs: boolean;
  /** The runtime does one thing at a time: creating, running and releasing sessions take turns. */
  readonly turns: Turns;
  /**
   * Makes a session of an ONNX model.
   *
   * @param nodes  Of the graph it was made from; absent for a model from elsewhere.
   */
  open(model: Uint8Array, nodes?: number): Promise<ort.InferenceSession>;
}

/** How far the runtime rewrites a graph before it runs. */
export type Optimization = "disabled" | "basic" | "extended" | "all";

/**
 * Nodes from which on "auto" leaves a graph as it is: what is left to gain by then takes the runtime longer than
 * the rest of a session's creation (measured with bench/micro/programs.ts).
 */
const LONG_GRAPH = 2000;

/** The level for a graph of so many nodes; models from elsewhere have not been through `optimize`. */
export function levelFor(optimization: Optimization | "auto", nodes = 0): Optimization {
  if (optimization !== "auto") return optimization;
  return nodes > LONG_GRAPH ? "disabled" : "basic";
}

/** The runtime prints what it also throws; errors are read from the exception alone. */
export const quiet = { logLevel: "fatal", logSeverityLevel: 4 } as const;

/** The first line of an error of the runtime. */
export function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split("\n", 1)[0] ?? "";
}
