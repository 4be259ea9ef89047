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
  /** Makes a session of an ONNX model. */
  open(model: Uint8Array): Promise<ort.InferenceSession>;
}

/** How far the runtime rewrites a graph before it runs. */
export type Optimization = "disabled" | "basic" | "extended" | "all";

/** The runtime prints what it also throws; errors are read from the exception alone. */
export const quiet = { logLevel: "fatal", logSeverityLevel: 4 } as const;

/** The first line of an error of the runtime. */
export function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split("\n", 1)[0] ?? "";
}
