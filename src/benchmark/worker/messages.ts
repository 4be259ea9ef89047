/** @file What a comparison and its worker processes say to each other; all of it is plain JSON. */
import type { ErrorCode, Settings } from "../../base/index.ts";
import type { BenchmarkRequest } from "../open-benchmark.ts";
import type { SimulationOptions } from "../simulation.ts";
import type { Trace } from "../trace.ts";

/** A strategy by name. */
export interface StrategyRequest {
  readonly name: string;
  /** Absolute path of the module that makes it; absent for one that is built in. */
  readonly module?: string;
  readonly settings?: Settings;
}

/** One search: a strategy by its place in the list, and a seed. */
export interface SearchJob {
  readonly strategy: number;
  readonly seed: number;
}

export type ToWorker =
  | {
      readonly kind: "open";
      readonly benchmark: BenchmarkRequest;
      readonly strategies: readonly StrategyRequest[];
      readonly simulation: SimulationOptions;
    }
  | ({ readonly kind: "search" } & SearchJob);

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly trace: Trace }
  | { readonly kind: "failed"; readonly code: ErrorCode | undefined; readonly message: string };
