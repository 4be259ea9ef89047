/** @file What a run of the command line is asked to do: plain JSON, kept with its study so that a folder resumes by itself. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { canonicalJson, type Json, StorageError } from "../../base/index.ts";
import { type Dataset, type DatasetCard, dataSources, type LoadOptions } from "../../data/index.ts";
import type { TrainingOptions } from "../../estimator/index.ts";
import type { EarlierSearch } from "../../strategy/index.ts";
import { dataOptions, toLoadOptions } from "../options/data-options.ts";
import { pickOptions } from "../options/option-table.ts";
import { planOptions, type SearchValues, searchDefaults } from "../options/search-options.ts";
import type { SettingsRecord } from "../options/settings.ts";
import { toTrainingOptions, trainingOptions } from "../options/training-options.ts";
import type { RunOverview } from "./run-overview.ts";

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
  /** Architectures that are trained instead of a search. */
  readonly given?: readonly Json[];
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

/**
 * Completes the options of a search for a data set by their defaults.
 *
 * @param earlier  Searches to begin with.
 * @param given  Architectures to train instead of a search.
 */
export function createRunSpec(
  data: string,
  dataset: Dataset,
  options: Partial<SearchValues>,
  earlier: readonly EarlierSearch[] = [],
  given?: readonly Json[],
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
  const strategy = given ? "given" : earlier.length > 0 ? "transfer" : wanted;
  return {
    version: 1,
    data: dataSources.some(({ name }) => name === data) ? data : resolve(data),
    dataOptions: toLoadOptions(pickOptions(dataOptions, options)),
    dataHash: hash,
    space: { name: space, settings: spaceOption },
    // What suits a search best depends on how long it is.
    strategy: { name: strategy, settings: strategy === "auto" ? { trials, ...strategyOption } : strategyOption },
    ...(earlier.length > 0 ? { earlier } : {}),
    ...(given ? { given } : {}),
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

/** What is kept beside the spec at the begin of a run, so that it can be looked at and exported without its data. */
export interface RunNotes {
  readonly dataset: DatasetCard;
  readonly overview: RunOverview;
}

/** Writes the spec as JSON to keep. */
export function encodeSetup(spec: RunSpec, notes: RunNotes): Json {
  return JSON.parse(JSON.stringify({ ...spec, notes })) as Json;
}

/**
 * Reads what `encodeSetup` wrote; the notes are missing in runs of older versions.
 *
 * @throws {StorageError} if the study was not made by the command line.
 */
export function decodeSetup(setup: Json): { readonly spec: RunSpec; readonly notes: RunNotes | undefined } {
  const version = (setup as { version?: Json } | null)?.version;
  if (version === 1) {
    const { notes, ...spec } = setup as unknown as RunSpec & { readonly notes?: RunNotes };
    return { spec, notes };
  }
  throw new StorageError(
    `Cannot read the study: its setup is ${canonicalJson(setup).slice(0, 80)}, expected one of espalier search, version 1`,
  );
}

/** Images that can be pooled thrice go to the convolutions; the rest are tables to us. */
export function defaultSpace({ task: { inputShape } }: Dataset): string {
  const [, height = 0, width = 0] = inputShape;
  return Math.min(height, width) >= 8 ? "conv-chain" : "mlp";
}
