/** @file How a network is trained: options with defaults, checked. */
import { checkInteger, InputError } from "../../base/index.ts";
import type { OptimizerSpec } from "../../nn/index.ts";

export interface TrainingOptions {
  /** Examples a step; reduced to the size of the training part where that is smaller. Default 32. */
  readonly batchSize?: number;
  /** Default AdamW with weight decay 0.01. */
  readonly optimizer?: OptimizerSpec;
  /** Peak learning rate of the cosine schedule. Default 0.01. */
  readonly rate?: number;
  /** Share of all steps in which the rate rises to its peak, in [0, 1). Default 0.1. */
  readonly warmup?: number;
  /** Label smoothing, in [0, 1). Default 0.05; regression has none. */
  readonly smoothing?: number;
  /** Epochs without a better validation result after which training ends early. Default 10. */
  readonly patience?: number;
  /** Apply the data set's random changes of images. Default true. */
  readonly augment?: boolean;
  /**
   * Which epoch's weights are kept: the best by validation, with early stopping, or the last of all. "last" needs no
   * validation data. Default "best".
   */
  readonly selection?: "best" | "last";
}

export type ResolvedTrainingOptions = Required<TrainingOptions>;

/** Fills in defaults. @throws {InputError} naming the option out of range. */
export function resolveTrainingOptions(options: TrainingOptions = {}): ResolvedTrainingOptions {
  const resolved: ResolvedTrainingOptions = {
    batchSize: 32,
    optimizer: { kind: "adamw", weightDecay: 0.01 },
    rate: 0.01,
    warmup: 0.1,
    smoothing: 0.05,
    patience: 10,
    augment: true,
    selection: "best",
    ...options,
  };
  const { optimizer } = resolved;
  checkInteger("training", "batchSize", resolved.batchSize, 1);
  need("rate", resolved.rate, resolved.rate > 0 && Number.isFinite(resolved.rate), "a positive number");
  need("warmup", resolved.warmup, resolved.warmup >= 0 && resolved.warmup < 1, "a number in [0, 1)");
  need("smoothing", resolved.smoothing, resolved.smoothing >= 0 && resolved.smoothing < 1, "a number in [0, 1)");
  checkInteger("training", "patience", resolved.patience, 1);
  need("weightDecay", optimizer.weightDecay, optimizer.weightDecay >= 0, "a number of at least 0");
  const shares =
    optimizer.kind === "sgd" ? { momentum: optimizer.momentum } : { beta1: optimizer.beta1, beta2: optimizer.beta2 };
  for (const [name, value = 0] of Object.entries(shares))
    need(name, value, value >= 0 && value < 1, "a number in [0, 1)");
  return resolved;
}

function need(name: string, value: number, holds: boolean, expected: string): void {
  if (!holds) throw new InputError(`Cannot set up training: ${name} is ${value}, expected ${expected}`);
}
