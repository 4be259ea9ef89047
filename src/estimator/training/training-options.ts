/** @file How a network is trained: options with defaults, checked. */
import { checkOptions, needed, type OptionChecks, optionOf } from "../../base/index.ts";
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

const share = optionOf.number("a number in [0, 1)", (value) => value >= 0 && value < 1);
const notNegative = optionOf.number("a number of at least 0", (value) => value >= 0);

/** What the options of training may be. */
const checks: OptionChecks<TrainingOptions> = {
  batchSize: optionOf.integer(1),
  optimizer: optionOf.object("{ kind, weightDecay, … } of sgd, adam or adamw", { kind: "string" }),
  rate: optionOf.number("a positive number", (value) => value > 0),
  warmup: share,
  smoothing: share,
  patience: optionOf.integer(1),
  augment: optionOf.flag,
  selection: optionOf.word("best", "last"),
};

const kinds = needed(optionOf.word("sgd", "adam", "adamw"));
type Sgd = Extract<OptimizerSpec, { kind: "sgd" }>;

const sgdChecks: OptionChecks<Sgd> = {
  kind: kinds,
  momentum: needed(share),
  nesterov: optionOf.flag,
  weightDecay: needed(notNegative),
};

const adamChecks: OptionChecks<Exclude<OptimizerSpec, Sgd>> = {
  kind: kinds,
  beta1: share,
  beta2: share,
  epsilon: optionOf.number("a positive number", (value) => value > 0),
  weightDecay: needed(notNegative),
};

/** Fills in defaults. @throws {InputError} naming the option that is wrong. */
export function resolveTrainingOptions(options: TrainingOptions = {}): ResolvedTrainingOptions {
  checkOptions("set up training", options, checks);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved: ResolvedTrainingOptions = {
    batchSize: 32,
    optimizer: { kind: "adamw", weightDecay: 0.01 },
    rate: 0.01,
    warmup: 0.1,
    smoothing: 0.05,
    patience: 10,
    augment: true,
    selection: "best",
    ...Object.fromEntries(given),
  };
  const { optimizer } = resolved;
  if (optimizer.kind === "sgd") checkOptions("set up training by sgd", optimizer, sgdChecks);
  else checkOptions("set up training by adam", optimizer, adamChecks);
  return resolved;
}
