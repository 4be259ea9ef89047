/** @file A study: one search, kept in a storage, that can be run, interrupted, resumed and read. */
import { checkOptions, InputError, type Json, type OptionChecks, optionOf } from "../base/index.ts";
import type { Weights } from "../estimator/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Proposal } from "../strategy/index.ts";
import { checkCreation, checkResumption } from "./check-options.ts";
import type { StudyEvent, StudySummary } from "./events.ts";
import { bestOf, frontOf } from "./front.ts";
import { historyOf } from "./history.ts";
import { Ledger } from "./ledger.ts";
import { replayProposals, strategyRng } from "./replay.ts";
import { noteWorkers } from "./schedule.ts";
import { StudyLease } from "./study-lease.ts";
import { StudyLoop } from "./study-loop.ts";
import { StudyRun } from "./study-run.ts";
import { checkSameSpec, createSpec, readSpec, type StudyGoals, type StudyParts, type StudySpec } from "./study-spec.ts";
import { type Trial, toTrial } from "./trial.ts";
import { decodeWeights } from "./weights-artifact.ts";

/** All that makes a new study. */
export type StudyOptions<A extends Json> = StudyParts<A> & StudyGoals;

/** All that resumes a study: what is left out of its goals is as stored. */
export type ResumeOptions<A extends Json> = StudyParts<A> & Partial<StudyGoals>;

/** When a run ends: at least one of `trials` and `timeMs`. */
export interface RunOptions {
  /** Trials the study shall have in the end, duplicates and those of earlier runs included. */
  readonly trials?: number;
  /** No trial starts after this time; those running end. */
  readonly timeMs?: number;
  /** Estimates at a time; default 1. */
  readonly workers?: number;
  /** Stops the running estimates; their trials are run again when the study is resumed. */
  readonly signal?: AbortSignal;
  /** How long a trial stays with a worker that gives no sign of life, at most 2³¹ - 1; default a minute. */
  readonly leaseMs?: number;
}

const DEFAULT_LEASE_MS = 60_000;

/** Timers count to this; a longer lease would be renewed without a pause. */
const LONGEST_LEASE_MS = 2 ** 31 - 1;

/**
 * One search. Trials are numbered from 0 in the order they are asked for; a trial's result depends on the study's seed
 * and its number alone, or where it continues another trial's training on the number of the trial that began it; the
 * list of trials also on the order in which trials finish (see schedule.ts): with one worker a study is a function of
 * its seed. It may be killed at any instant and resumed without a difference.
 *
 * A trial that gets a part of the budget trains the first epochs of what the whole would be, and keeps a checkpoint; one
 * that continues it goes on there, and gives what it would give if it trained all. So a checkpoint that is missing or
 * damaged costs time alone.
 *
 * An architecture that was measured before is not measured again: the trial takes the result over (`duplicateOf`) and
 * counts as a trial. A search ends early when each architecture of its space is measured, or when a hundred trials in a
 * row were of architectures tried before. A trial that fails does not end it, unless all trials do.
 */
export class Study<A extends Json> {
  readonly spec: StudySpec;
  readonly #parts: StudyParts<A>;

  private constructor(parts: StudyParts<A>, spec: StudySpec) {
    this.#parts = parts;
    this.spec = spec;
  }

  /**
   * Creates a study in the storage.
   *
   * @throws {InputError} if an option is wrong.
   * @throws {StudyExistsError} if the storage has one of that name.
   */
  static async create<A extends Json>(options: StudyOptions<A>): Promise<Study<A>> {
    checkCreation(options);
    const spec = createSpec(options, options);
    await options.storage.createStudy(options.name, spec as unknown as Json);
    return new Study(options, spec);
  }

  /**
   * Opens a stored study to run it on or read it.
   *
   * @throws {StorageError} if there is none of that name.
   * @throws {InputError} if something differs from what the study was created with, naming it.
   */
  static async resume<A extends Json>(options: ResumeOptions<A>): Promise<Study<A>> {
    checkResumption(options);
    const { storage, name } = options;
    const stored = await readSpec(storage, name);
    const {
      objectives = stored.objectives.map((metric) => metric.name),
      constraints = stored.constraints,
      budget = stored.budget,
      seed = stored.seed,
    } = options;
    checkSameSpec(name, stored, createSpec(options, { objectives, constraints, budget, seed }, "resume"));
    return new Study(options, stored);
  }

  get name(): string {
    return this.#parts.name;
  }

  get space(): SearchSpace<A> {
    return this.#parts.space;
  }

  /**
   * Runs the study until it has its trials, the time is up, the space is exhausted or the signal is aborted; the result
   * says which. Await it, or iterate it for its events. Unfinished trials of earlier runs come first.
   *
   * @throws {InputError} at once, if an option is wrong.
   * @throws {StudyBusyError} from the run, if another process is running the study.
   */
  run(options: RunOptions): StudyRun<StudySummary, A> {
    checkRunOptions(this.name, options);
    return new StudyRun((emit, signal) => this.#run(options, emit, signal));
  }

  /** All trials in order of number. */
  async trials(): Promise<readonly Trial<A>[]> {
    const { storage, name, space } = this.#parts;
    return (await storage.trials(name)).map((record) => toTrial(record, space, this.spec.constraints));
  }

  /** The Pareto front of the feasible trials, in order of number; each architecture once. */
  async front(): Promise<readonly Trial<A>[]> {
    return frontOf(await this.trials(), this.spec);
  }

  /** The best feasible trial by the first objective (ties: the next objectives, then the lower number). */
  async best(): Promise<Trial<A> | undefined> {
    return bestOf(await this.trials(), this.spec);
  }

  /** What a trial trained; for a duplicate what its original did. Undefined where nothing was kept. */
  async weights(trial: Pick<Trial<A>, "number" | "duplicateOf">): Promise<Weights | undefined> {
    const { storage, name } = this.#parts;
    const bytes = await storage.loadArtifact(name, trial.duplicateOf ?? trial.number);
    return bytes && decodeWeights(bytes);
  }

  /**
   * Does something while no other process can run the study.
   *
   * @throws {StudyBusyError} if another process is running it.
   */
  async hold<T>(work: () => Promise<T>, leaseMs: number = DEFAULT_LEASE_MS): Promise<T> {
    const { storage, name: study } = this.#parts;
    const lease = await StudyLease.take({ storage, study, leaseMs, onLost: () => {} });
    try {
      return await work();
    } finally {
      await lease.release();
    }
  }

  /** Proposes the stored trials anew from the seed; see {@link replayProposals}. */
  async replay(): Promise<readonly Proposal<A>[]> {
    return replayProposals(this.#parts, this.spec);
  }

  async #run(
    { trials = Number.POSITIVE_INFINITY, timeMs = Number.POSITIVE_INFINITY, workers = 1, ...options }: RunOptions,
    emit: (event: StudyEvent<A>) => void,
    left: AbortSignal,
  ): Promise<StudySummary> {
    const { storage, name: study, space, strategy: factory, estimator } = this.#parts;
    const { leaseMs = DEFAULT_LEASE_MS } = options;
    const failed = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, left]) : left;
    const lease = await StudyLease.take({ storage, study, leaseMs, onLost: (error) => failed.abort(error) });
    try {
      const stored = await storage.loadSnapshot(study);
      const records = await storage.trials(study);
      const ledger = new Ledger(records, stored?.cursor ?? 0, this.spec.constraints);
      await noteWorkers(storage, study, ledger.total, workers);
      const { objectives } = this.spec;
      const strategy = stored
        ? factory.restore(space, objectives, stored.snapshot, historyOf(records, stored.cursor, space, this.spec))
        : factory.create(space, objectives, strategyRng(this.spec));
      const shared = { storage, study, spec: this.spec, estimator, strategy, space, emit };
      const bounds = { trials, timeMs, workers, leaseMs };
      const summary = await new StudyLoop({ ...shared, ...bounds, ledger, lease, signal, failed: failed.signal }).run();
      emit({ type: "study-finished", summary });
      return summary;
    } finally {
      await lease.release();
    }
  }
}

/** What the options of a run may be. */
export const runChecks: OptionChecks<RunOptions> = {
  trials: optionOf.integer(1),
  timeMs: optionOf.number("a positive number", (value) => value > 0),
  workers: optionOf.integer(1),
  signal: optionOf.signal,
  leaseMs: optionOf.number(
    `a positive number of at most ${LONGEST_LEASE_MS}`,
    (value) => value > 0 && value <= LONGEST_LEASE_MS,
  ),
};

function checkRunOptions(study: string, options: RunOptions): void {
  const action = `run study "${study}"`;
  checkOptions(action, options, runChecks);
  if (options.trials !== undefined || options.timeMs !== undefined) return;
  throw new InputError(`Cannot ${action}: trials is absent, expected a number of trials, or timeMs`);
}
