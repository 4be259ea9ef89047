/** @file A search in one call: data, a space, and what to search for. */
import {
  type Constraint,
  checkOptions,
  createRng,
  type Json,
  needed,
  type OptionChecks,
  optionOf,
} from "../base/index.ts";
import { type Dataset, loadDataset } from "../data/index.ts";
import { type TrainingOptions, trainingEstimator } from "../estimator/index.ts";
import { checkOutput, type SearchSpace } from "../space/index.ts";
import { createMemoryStorage, type Storage } from "../storage/index.ts";
import { auto, type StrategyFactory, type StrategyName, strategies } from "../strategy/index.ts";
import { goalChecks } from "./check-options.ts";
import { partChecks } from "./check-parts.ts";
import { type RunOptions, runChecks, Study } from "./study.ts";
import { StudyRun } from "./study-run.ts";

export interface SearchOptions<A extends Json> extends RunOptions {
  /** A name or path as `loadDataset` takes it, or data loaded already. */
  readonly data: string | Dataset;
  readonly space: SearchSpace<A>;
  /** A strategy, or the name of one with its defaults, such as `"evolution"`. Default `auto()`. */
  readonly strategy?: StrategyFactory | StrategyName;
  /** Names of metrics, the most important first; `latency` and `memory` are known. Default accuracy (or r2) and params. */
  readonly objectives?: readonly string[];
  /** Such as `"params<=20000"`. Default none. */
  readonly constraints?: readonly (string | Constraint)[];
  /** Trials the study shall have in the end. Default 30, or no limit with `timeMs`. */
  readonly trials?: number;
  /** Trials trained at a time, each in a process of its own. Default 1: then the seed decides every trial. */
  readonly workers?: number;
  /** Epochs each network is trained at most. Default 12. */
  readonly epochs?: number;
  readonly training?: TrainingOptions;
  /** Default 0. */
  readonly seed?: number;
  /** Where the study is kept, and goes on if it is there already. Default: in memory. */
  readonly storage?: Storage;
  /** The study's name in the storage. Default "search". */
  readonly name?: string;
}

const DEFAULT_EPOCHS = 12;

const strategyNames = Object.keys(strategies) as StrategyName[];

/** What the options of a search may be. */
const searchChecks: OptionChecks<SearchOptions<Json>> = {
  ...runChecks,
  constraints: goalChecks.constraints,
  seed: goalChecks.seed,
  objectives: { ...goalChecks.objectives, isOptional: true },
  data: needed(
    optionOf.either(
      { ...optionOf.text, expected: "a name or path of data" },
      optionOf.object("a data set as loadDataset() gives it", {
        hash: "string",
        task: "object",
        parts: "object",
        examples: "object",
      }),
    ),
  ),
  space: partChecks.space,
  strategy: {
    ...optionOf.either(partChecks.strategy, optionOf.word(...strategyNames)),
    expected: `a strategy such as random(), or the name of one: ${strategyNames.join(", ")}`,
  },
  epochs: optionOf.integer(1),
  training: optionOf.object("an object with training options"),
  storage: { ...partChecks.storage, isOptional: true },
  name: optionOf.text,
};

/**
 * Searches a space for networks that fit the data. Nothing happens before the result is awaited or iterated: `await`
 * gives the study, for `best()`, `front()` and `weights()`; `for await` gives the events on the way.
 *
 * An aborted signal ends the search early, with what was found. With a storage, the same call goes on where an earlier
 * one stopped, however it did.
 *
 * @throws {InputError} from the run, naming the option that is wrong or differs from the stored study's.
 * @throws {SpaceError} from the run, if the space does not fit the data.
 * @example
 * const study = await search({ data: "digits", space: nb201({ cells: 1 }), trials: 20 });
 * console.log(await study.best());
 */
export function search<A extends Json>(options: SearchOptions<A>): StudyRun<Study<A>, A> {
  return new StudyRun(async (emit, left) => {
    checkOptions("search", options, searchChecks);
    const { data, space, training, seed = 0, workers = 1 } = options;
    const dataset = typeof data === "string" ? await loadDataset(data) : data;
    // Before anything is stored or started: a space that does not fit says so here.
    checkOutput(space.name, space.build(space.sample(createRng(seed)), dataset.task, 1), dataset.task);
    const estimator = trainingEstimator({ space, dataset, workers, ...(training ? { training } : {}) });
    try {
      const study = await openStudy(options, dataset, estimator);
      const signal = options.signal ? AbortSignal.any([options.signal, left]) : left;
      for await (const event of study.run({ ...boundsOf(options), signal })) emit(event);
      return study;
    } finally {
      await estimator[Symbol.asyncDispose]();
    }
  });
}

type Estimates<A extends Json> = ReturnType<typeof trainingEstimator<A>>;

async function openStudy<A extends Json>(
  options: SearchOptions<A>,
  { task }: Dataset,
  estimator: Estimates<A>,
): Promise<Study<A>> {
  const { space, storage = createMemoryStorage(), name = "search" } = options;
  const { strategy: given = auto() } = options;
  const strategy = typeof given === "string" ? strategies[given].create() : given;
  const { objectives = [task.kind === "classification" ? "accuracy" : "r2", "params"] } = options;
  const { constraints = [], epochs = DEFAULT_EPOCHS, seed = 0 } = options;
  const goals = { objectives, constraints, budget: epochs, seed };
  const isStored = (await storage.loadStudy(name)) !== undefined;
  return Study[isStored ? "resume" : "create"]({ storage, name, space, strategy, estimator, ...goals });
}

function boundsOf({ trials, timeMs, workers, leaseMs }: RunOptions): RunOptions {
  const given = Object.entries({ trials, timeMs, workers, leaseMs }).filter(([, value]) => value !== undefined);
  const bounds: RunOptions = Object.fromEntries(given);
  return trials === undefined && timeMs === undefined ? { ...bounds, trials: 30 } : bounds;
}
