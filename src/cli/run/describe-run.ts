/** @file Looks at a run before it begins: its data, its choices, and the time of a few networks. */
import { availableParallelism } from "node:os";
import { createRng, type Json } from "../../base/index.ts";
import { describeData } from "../../data/index.ts";
import { estimateTrialTime, resolveTrainingOptions } from "../../estimator/index.ts";
import { strategies } from "../../strategy/index.ts";
import { metricName, strategyRng } from "../../study/index.ts";
import { type DataValues, dataOptions } from "../options/data-options.ts";
import type { OptionsFor } from "../options/option.ts";
import { flagWords } from "../options/option-table.ts";
import type { SearchValues } from "../options/search-options.ts";
import { type TrainingValues, trainingOptions } from "../options/training-options.ts";
import type { PreparedRun } from "./prepare-run.ts";
import type { Choice, ExpectedTime, RunOverview } from "./run-overview.ts";
import type { RunSpec } from "./run-spec.ts";

/** Looks at the data and times a few networks, in about two seconds at most. */
export async function describeRun(run: PreparedRun, options: Partial<SearchValues>): Promise<RunOverview> {
  return {
    data: describeData(run.dataset, run.spec.training.augment ?? true),
    choices: choicesOf(run, options),
    time: (await expectedTime(run)) ?? null,
  };
}

function choicesOf({ spec, dataset }: PreparedRun, options: Partial<SearchValues>): Choice[] {
  const choice = (name: string, key: keyof SearchValues, value: string | number): Choice => ({
    name,
    value: String(value),
    isDefault: options[key] === undefined,
  });
  const { batchSize } = resolveTrainingOptions(spec.training);
  const examples = dataset.parts.train.length;
  const fitting = batchSize > examples ? `${examples} (${batchSize} are more than the training part has)` : batchSize;
  return [
    choice("space", "space", spec.space.name),
    ...(spec.earlier ? [choice("strategy", "earlier", `transfer from ${namesOf(spec.earlier)}`)] : []),
    ...(spec.earlier || spec.given ? [] : [choice("strategy", "strategy", spec.strategy.name)]),
    ...(spec.given ? [] : [choice("trials", "trials", spec.trials)]),
    choice("epochs", "epochs", spec.epochs),
    choice("final epochs", "finalEpochs", spec.finalEpochs),
    choice("trials at a time", "workers", spec.workers),
    choice("batch size", "batchSize", fitting),
    choice("seed", "seed", spec.seed),
    ...givenBeside(options),
  ];
}

function namesOf(earlier: readonly { readonly name: string }[]): string {
  return earlier.map(({ name }) => name).join(", ");
}

const { batchSize: _told, ...others } = { ...dataOptions, ...trainingOptions };
const beside: OptionsFor<Omit<DataValues & TrainingValues, "batchSize">> = others;

/** What was asked for of data and training, in the words of the flags. */
function givenBeside(options: Partial<SearchValues>): Choice[] {
  return Object.keys(beside).flatMap((key) => {
    const [flag, value = ""] = flagWords(beside, { [key]: options[key as keyof typeof beside] });
    return flag === undefined ? [] : [{ name: flag, value, isDefault: false }];
  });
}

async function expectedTime(run: PreparedRun): Promise<ExpectedTime | undefined> {
  const { spec, space, dataset } = run;
  const rng = createRng(spec.seed).split("expected time");
  const architectures = firstArchitectures(run);
  const estimate = await estimateTrialTime({ space, dataset, training: spec.training, rng, architectures });
  if (!estimate) return undefined;
  const { train, validation } = dataset.parts;
  const trial = estimate.setup + spec.epochs * estimate.epoch;
  const final =
    spec.finalEpochs === 0
      ? 0
      : estimate.setup + (spec.finalEpochs * estimate.epoch * (train.length + validation.length)) / train.length;
  const trials = typeof space.size === "bigint" && space.size < spec.trials ? Number(space.size) : spec.trials;
  const atATime = Math.min(spec.workers, availableParallelism(), trials);
  const search = PROCESS_SECONDS + (trials * trial) / atATime;
  const limit = spec.timeMs === null ? Number.POSITIVE_INFINITY : spec.timeMs / 1000;
  const { name } = spec.strategy;
  const budget = Object.hasOwn(strategies, name) ? strategies[name as keyof typeof strategies].traits.budget : "whole";
  return {
    trial,
    total: Math.min(search, limit) + final,
    isBound: budget !== "whole" || search > limit || mayStopEarly(spec),
  };
}

/** What the strategy tries first, and would go on with if all were equally good: what it likes later, nobody knows. */
function firstArchitectures({ spec, space, strategy, estimator }: PreparedRun): Json[] {
  const names = spec.objectives.map(metricName);
  const objectives = names.flatMap((name) => estimator.metrics.filter((metric) => metric.name === name));
  const fresh = strategy.create(space, objectives, strategyRng(spec));
  const found: Json[] = [];
  const count = Math.min(spec.trials, MOST_DRAWN);
  while (found.length < count) found.push(...fresh.ask(count - found.length).map(({ architecture }) => architecture));
  return found;
}

/** Networks that stand for those of the search. */
const MOST_DRAWN = 24;

/** True where training that gains nothing ends long before its last epoch. */
function mayStopEarly({ epochs, training }: RunSpec): boolean {
  return resolveTrainingOptions(training).patience < epochs / 2;
}

/** To start worker processes. */
const PROCESS_SECONDS = 1;
