/** @file How networks are trained, the same for every command that trains. */
import { resolveTrainingOptions, type TrainingOptions } from "../../estimator/index.ts";
import { count, number, type Option, type OptionsFor, toggle } from "./option.ts";

export interface TrainingValues {
  readonly batchSize: number;
  readonly rate: number;
  readonly warmup: number;
  readonly smoothing: number;
  readonly weightDecay: number;
  readonly patience: number;
  readonly augment: boolean;
}

const share = (description: string): Option<number> =>
  number("X", description, "a number in [0, 1)", (value) => value >= 0 && value < 1);

const defaults = resolveTrainingOptions();

export const trainingOptions: OptionsFor<TrainingValues> = {
  batchSize: count("N", `Examples a training step. Default ${defaults.batchSize}.`, 1),
  rate: number("X", `Peak learning rate. Default ${defaults.rate}.`, "a number above 0", (value) => value > 0),
  warmup: share(`Share of the steps in which the rate rises. Default ${defaults.warmup}.`),
  smoothing: share(`Label smoothing. Default ${defaults.smoothing}.`),
  weightDecay: number(
    "X",
    `Weight decay of AdamW. Default ${defaults.optimizer.weightDecay}.`,
    "a number of at least 0",
    (value) => value >= 0,
  ),
  patience: count("E", `Epochs without gain after which a trial ends. Default ${defaults.patience}.`, 1),
  augment: toggle("Change training images at random (the default); --no-augment turns it off."),
};

/** Names the options as training does; it passes on whatever the table has. */
export function toTrainingOptions({ weightDecay, ...options }: Partial<TrainingValues>): TrainingOptions {
  return { ...options, ...(weightDecay === undefined ? {} : { optimizer: { kind: "adamw", weightDecay } }) };
}

/** The values that `toTrainingOptions` was given: names the options as flags do. */
export function fromTrainingOptions({ optimizer, selection: _, ...options }: TrainingOptions): Partial<TrainingValues> {
  return { ...options, ...(optimizer?.weightDecay === undefined ? {} : { weightDecay: optimizer.weightDecay }) };
}
