/** @file Makes the parts of a run from its spec, and checks that they go together before anything is written. */
import { createRng, type Json, StorageError } from "../../base/index.ts";
import { type Dataset, loadDataset } from "../../data/index.ts";
import { type TrainingEstimator, trainingEstimator } from "../../estimator/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import { createMemoryStorage, type Storage } from "../../storage/index.ts";
import { type StrategyFactory, strategies, transfer } from "../../strategy/index.ts";
import { metricName, parseConstraint, Study, type StudyOptions } from "../../study/index.ts";
import { STUDY } from "./run-folder.ts";
import { encodeRunSpec, type RunSpec } from "./run-spec.ts";
import { spaceOf } from "./space-of.ts";

/** A run ready to begin; its worker processes start with the first trial and end on disposal. */
export interface PreparedRun extends AsyncDisposable {
  readonly spec: RunSpec;
  readonly dataset: Dataset;
  readonly space: SearchSpace<Json>;
  readonly strategy: StrategyFactory;
  readonly estimator: TrainingEstimator<Json>;
}

/**
 * Makes space, strategy and estimator of a run.
 *
 * @throws {EspalierError} if a setting is wrong, the space does not fit the data, or a metric is unknown.
 */
export async function prepareRun(spec: RunSpec, dataset: Dataset): Promise<PreparedRun> {
  const space = spaceOf(spec);
  const strategy = strategyOf(spec);
  const estimator = trainingEstimator({ space, dataset, training: spec.training, workers: spec.workers });
  const run: PreparedRun = {
    spec,
    dataset,
    space,
    strategy,
    estimator,
    [Symbol.asyncDispose]: () => estimator[Symbol.asyncDispose](),
  };
  const rng = createRng(spec.seed);
  space.build(space.sample(rng), dataset.task, 1);
  // Says what the space lacks for the strategy, if anything, before the strategy is made.
  await Study.create(studyOptions(run, createMemoryStorage()));
  strategy.create(space, estimator.metrics, rng);
  return run;
}

function strategyOf({ strategy: { name, settings }, earlier }: RunSpec): StrategyFactory {
  return earlier ? transfer(earlier, settings) : strategies[name as keyof typeof strategies].create(settings);
}

/** Loads the data of a stored run and prepares it. @throws {StorageError} if the data are others than at its begin. */
export async function prepareAgain(spec: RunSpec): Promise<PreparedRun> {
  const dataset = await loadDataset(spec.data, spec.dataOptions);
  if (dataset.hash !== spec.dataHash) {
    throw new StorageError(
      `Cannot resume: ${spec.data} has changed since the search began (hash ${dataset.hash.slice(0, 12)}…), expected ${spec.dataHash.slice(0, 12)}…`,
    );
  }
  return prepareRun(spec, dataset);
}

/** What the study of a run is created or resumed with. */
export function studyOptions({ spec, space, strategy, estimator }: PreparedRun, storage: Storage): StudyOptions<Json> {
  return {
    storage,
    name: STUDY,
    space,
    strategy,
    estimator,
    objectives: spec.objectives.map(metricName),
    constraints: spec.constraints.map(parseConstraint),
    budget: spec.epochs,
    seed: spec.seed,
    setup: encodeRunSpec(spec),
  };
}
