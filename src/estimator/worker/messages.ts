/** @file What the estimator and its worker processes say to each other; all of it survives structured cloning. */
import type { ErrorCode, RngState, Values } from "../../base/index.ts";
import type { Dataset } from "../../data/index.ts";
import type { LatencyOptions } from "../../engine/index.ts";
import type { Network } from "../../graph/index.ts";
import type { Checkpoint, Estimate, Weights } from "../estimator.ts";
import type { ResolvedTrainingOptions } from "../training/training-options.ts";

/** Everything a worker needs for one trial. It knows no spaces: the network comes built. */
export interface TrialRequest {
  readonly kind: "trial";
  /** Hash of a data set sent before. */
  readonly dataset: string;
  /** The network for training batches, and for one example. */
  readonly network: Network;
  readonly single: Network;
  readonly options: ResolvedTrainingOptions;
  readonly epochs: number;
  readonly fullEpochs: number;
  readonly rng: RngState;
  /** Bytes that training may add to the process. */
  readonly memoryBytes: number;
  readonly start?: Weights;
  readonly checkpoint?: Checkpoint;
  /** Absent where latency is not asked for. */
  readonly latency?: LatencyOptions;
}

export type ToWorker =
  | { readonly kind: "dataset"; readonly key: string; readonly dataset: Dataset }
  | TrialRequest
  | { readonly kind: "decision"; readonly decision: "continue" | "stop" };

export type FromWorker =
  | {
      readonly kind: "step";
      readonly step: number;
      readonly values: Values;
      /** Where training stands; sent now and then. */
      readonly checkpoint?: Checkpoint;
    }
  | { readonly kind: "done"; readonly estimate: Estimate }
  | { readonly kind: "failed"; readonly code: ErrorCode | undefined; readonly message: string };
