/** @file Makes the parts of a run from its spec, and checks that they go together before anything is written. */
import { createRng, EspalierError, type Json, StorageError } from "../../base/index.ts";
import { type Dataset, datasetCard, describeData, loadDataset } from "../../data/index.ts";
import { type TrainingEstimator, trainingEstimator } from "../../estimator/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import { createMemoryStorage, type Storage } from "../../storage/index.ts";
import type { StrategyFactory } from "../../strategy/index.ts";
import { metricName, parseConstraint, Study, type StudyOptions } from "../../study/index.ts";
import { STUDY } from "./run-folder.ts";
import type { RunOverview } from "./run-overview.ts";
import { encodeSetup, type RunNotes, type RunSpec } from "./run-spec.ts";
import { spaceOf } from "./space-of.ts";
import { strategyOf } from "./strategy-of.ts";

/** A run ready to begin; its worker processes start with the first trial and end on disposal. */
export interface PreparedRun extends AsyncDisposable {
  readonly spec: RunSpec;
  readonly dataset: Dataset;
  readonly space: SearchSpace<Json>;
  readonly strategy: StrategyFactory;
  readonly estimator: TrainingEstimator<Json>;
  /** As it was told before the run began. */
  readonly overview: RunOverview;
}

/**
 * Makes space, strategy and estimator of a run.
 *
 * @param overview  Of a run that began before; of a new one it is made with what this returns.
 * @throws {EspalierError} if a setting is wrong, the space does not fit the data, or a metric is unknown.
 */
export async function prepareRun(spec: RunSpec, dataset: Dataset, overview?: RunOverview): Promise<PreparedRun> {
  const space = spaceOf(spec);
  const strategy = strategyOf(spec);
  const estimator = trainingEstimator({ space, dataset, training: spec.training, workers: spec.workers });
  const run: PreparedRun = {
    spec,
    dataset,
    space,
    strategy,
    estimator,
    overview: overview ?? { data: describeData(dataset, spec.training.augment ?? true), choices: [], time: null },
    [Symbol.asyncDispose]: () => estimator[Symbol.asyncDispose](),
  };
  const rng = createRng(spec.seed);
  space.build(space.sample(rng), dataset.task, 1);
  // Says what the space lacks for the strategy, if anything, before the strategy is made.
  await Study.create(studyOptions(run, createMemoryStorage()));
  strategy.create(space, estimator.metrics, rng);
  return run;
}

/**
 * Loads the data of a stored run and prepares it.
 *
 * @param withoutData  What can be done without the data, for the error text.
 * @throws {StorageError} if the data are others than at its begin.
 */
export async function prepareAgain(
  spec: RunSpec,
  notes: RunNotes | undefined,
  withoutData: string,
): Promise<PreparedRun> {
  const dataset = await loadDataset(spec.data, spec.dataOptions).catch((error: unknown) => {
    if (!(error instanceof EspalierError)) throw error;
    throw new EspalierError(error.code, `${error.message}; without the data: ${withoutData}`, { cause: error });
  });
  if (dataset.hash !== spec.dataHash) {
    throw new StorageError(
      `Cannot go on with the search: ${spec.data} has changed since it began (hash ${dataset.hash.slice(0, 12)}…), ` +
        `expected ${spec.dataHash.slice(0, 12)}…; without the data: ${withoutData}`,
    );
  }
  return prepareRun(spec, dataset, notes?.overview);
}

/** What the study of a run is created or resumed with. */
export function studyOptions(run: PreparedRun, storage: Storage): StudyOptions<Json> {
  const { spec, space, strategy, estimator, dataset, overview } = run;
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
    setup: encodeSetup(spec, { dataset: datasetCard(dataset), overview }),
  };
}
