/** @file What a run of the command line is asked to do: plain JSON, kept with its study so that a folder resumes by itself. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { canonicalJson, type Json, StorageError } from "../../base/index.ts";
import { type Dataset, dataSources, type LoadOptions } from "../../data/index.ts";
import type { TrainingOptions } from "../../estimator/index.ts";
import type { EarlierSearch } from "../../strategy/index.ts";
import { dataOptions, toLoadOptions } from "../options/data-options.ts";
import { pickOptions } from "../options/option-table.ts";
import { planOptions, type SearchValues, searchDefaults } from "../options/search-options.ts";
import type { SettingsRecord } from "../options/settings.ts";
import { toTrainingOptions, trainingOptions } from "../options/training-options.ts";

export interface RunSpec {
  readonly version: 1;
  /** A known name or an absolute path. */
  readonly data: string;
  readonly dataOptions: LoadOptions;
  readonly dataHash: string;
  readonly space: { readonly name: string; readonly settings: SettingsRecord };
  readonly strategy: { readonly name: string; readonly settings: SettingsRecord };
  /** What the strategy begins with; none where absent. Kept here, so that a run goes on without their folders. */
  readonly earlier?: readonly EarlierSearch[];
  readonly objectives: readonly string[];
  /** As written. */
  readonly constraints: readonly string[];
  readonly trials: number;
  readonly timeMs: number | null;
  readonly epochs: number;
  readonly finalEpochs: number;
  readonly training: TrainingOptions;
  readonly workers: number;
  readonly seed: number;
}

/** Completes the options of a search for a data set by their defaults. */
export function createRunSpec(
  data: string,
  dataset: Dataset,
  options: Partial<SearchValues>,
  earlier: readonly EarlierSearch[] = [],
): RunSpec {
  const { task, hash } = dataset;
  const {
    epochs = searchDefaults.epochs,
    finalEpochs = 2 * epochs,
    seed = searchDefaults.seed,
    trials = searchDefaults.trials,
    time = null,
    workers = Math.min(availableParallelism(), searchDefaults.mostWorkers),
    space = defaultSpace(dataset),
    spaceOption = {},
    strategy: wanted = searchDefaults.strategy,
    strategyOption = {},
    objectives = [task.kind === "classification" ? "accuracy" : "r2", "params"],
    constraint = [],
    // Read before: the searches as `earlier`, the folder by the command.
    earlier: _searches,
    out: _folder,
    ...unread
  } = pickOptions(planOptions, options);
  unread satisfies Record<string, never>;
  const strategy = earlier.length > 0 ? "transfer" : wanted;
  return {
    version: 1,
    data: dataSources.some(({ name }) => name === data) ? data : resolve(data),
    dataOptions: toLoadOptions(pickOptions(dataOptions, options)),
    dataHash: hash,
    space: { name: space, settings: spaceOption },
    // What suits a search best depends on how long it is.
    strategy: { name: strategy, settings: strategy === "auto" ? { trials, ...strategyOption } : strategyOption },
    ...(earlier.length > 0 ? { earlier } : {}),
    objectives,
    constraints: constraint,
    trials,
    timeMs: time,
    epochs,
    finalEpochs,
    training: toTrainingOptions(pickOptions(trainingOptions, options)),
    workers,
    seed,
  };
}

/** Writes the spec as JSON to keep. */
export function encodeRunSpec(spec: RunSpec): Json {
  return JSON.parse(JSON.stringify(spec)) as Json;
}

/** Reads what `encodeRunSpec` wrote. @throws {StorageError} if the study was not made by the command line. */
export function decodeRunSpec(setup: Json): RunSpec {
  const version = (setup as { version?: Json } | null)?.version;
  if (version === 1) return setup as unknown as RunSpec;
  throw new StorageError(
    `Cannot read the study: its setup is ${canonicalJson(setup).slice(0, 80)}, expected one of espalier search, version 1`,
  );
}

/** Images that can be pooled thrice go to the convolutions; the rest are tables to us. */
function defaultSpace({ task: { inputShape } }: Dataset): string {
  const [, height = 0, width = 0] = inputShape;
  return Math.min(height, width) >= 8 ? "conv-chain" : "mlp";
}
