/** @file What an engine elsewhere and its owner say to each other; all of it survives structured cloning. */
import type { ErrorCode } from "../../base/index.ts";
import type { Graph } from "../../graph/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { PortType } from "../engine.ts";
import type { Latency, LatencyOptions } from "../latency.ts";

export type Request =
  | { readonly kind: "compile"; readonly graph: Graph }
  | { readonly kind: "compile-model"; readonly bytes: Uint8Array }
  | { readonly kind: "run"; readonly program: number; readonly feeds: ReadonlyMap<string, Tensor> }
  /** Measured where the program runs, so that the way of its tensors does not count. */
  | {
      readonly kind: "latency";
      readonly program: number;
      readonly feeds: ReadonlyMap<string, Tensor>;
      readonly options: LatencyOptions;
    }
  | { readonly kind: "dispose"; readonly program: number }
  /** The engine ends after its answer. */
  | { readonly kind: "end" };

/** A compiled program, by the number the engine has for it. */
export interface Compiled {
  readonly program: number;
  readonly inputs: ReadonlyMap<string, PortType>;
  readonly outputs: ReadonlyMap<string, PortType>;
}

export interface Answers {
  readonly compile: Compiled;
  readonly "compile-model": Compiled;
  readonly run: Record<string, Tensor>;
  readonly latency: Latency;
  readonly dispose: undefined;
  readonly end: undefined;
}

/** Requests are numbered, and answered once each. */
export type ToEngine = { readonly id: number; readonly request: Request };

export type FromEngine =
  | { readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly id: number; readonly code: ErrorCode; readonly message: string };
