/** @file Takes a run from wherever it is to its end: search, final training, files. */
import { availableParallelism } from "node:os";
import type { Constraint, Json, MetricSpec } from "../../base/index.ts";
import type { TrainedModel } from "../../export/index.ts";
import type { Storage } from "../../storage/index.ts";
import { type Study, type Trial, testMetrics, trainedModel } from "../../study/index.ts";
import type { RunDisplay } from "../progress/run-display.ts";
import { type FinalRecord, finalTrial, loadChoice, loadEnd, type SearchEnd, saveEnd } from "./final-record.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { stopped, trainWinner } from "./train-winner.ts";

export interface RunBounds {
  readonly trials: number;
  /** Of this stretch of the search. */
  readonly timeMs: number | null;
  readonly workers: number;
}

export interface Winner {
  readonly trial: Trial<Json>;
  /** True where it was chosen by hand: there may be better ones. */
  readonly isChosen: boolean;
  readonly final: FinalRecord;
  /** The trial with its final weights and everything measured. */
  readonly model: TrainedModel;
}

/** A run that has come to its end. */
export interface RunOutcome {
  /** Null where the search was stopped and may go on. */
  readonly end: SearchEnd | null;
  readonly trials: readonly Trial<Json>[];
  readonly front: readonly Trial<Json>[];
  readonly winner: Winner | undefined;
  /** Every metric that the winner may have. */
  readonly metrics: readonly MetricSpec[];
  readonly objectives: readonly MetricSpec[];
  readonly constraints: readonly Constraint[];
}

/**
 * Runs the search to its bounds where they are not reached, and trains the winner where that is not done.
 *
 * Every step is stored before the next: a run that was killed goes on from there, to the same end.
 *
 * @param bounds  Null to leave the search where it is, and train the winner so far.
 * @throws {AbortedError} when the signal is aborted, with everything stored.
 * @throws {StudyBusyError} if another process is at this run.
 */
export async function runToEnd(
  run: PreparedRun,
  study: Study<Json>,
  storage: Storage,
  bounds: RunBounds | null,
  display: RunDisplay,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const ended = await loadEnd(storage);
  const end = ended ?? (bounds && (await search(run, study, storage, bounds, display, signal)));
  const trial = await finalTrial(study, storage);
  const { objectives, constraints, metrics } = study.spec;
  const final = trial && (await study.hold(() => trainWinner(run, study, storage, trial, display, signal)));
  const isChosen = (await loadChoice(storage)) !== undefined;
  return {
    end,
    trials: await study.trials(),
    front: await study.front(),
    winner: final && { trial, isChosen, final, model: await trainedModel(study, trial, run.dataset, final) },
    metrics: [...metrics, ...testMetrics(run.dataset.task)],
    objectives,
    constraints,
  };
}

async function search(
  { overview }: PreparedRun,
  study: Study<Json>,
  storage: Storage,
  { trials, timeMs, workers }: RunBounds,
  display: RunDisplay,
  signal: AbortSignal,
): Promise<SearchEnd> {
  const run = study.run({ trials, workers, signal, ...(timeMs === null ? {} : { timeMs }) });
  const before = await study.trials();
  const left = trials - before.filter(({ finishOrder }) => finishOrder !== null).length;
  const expectedMs = overview.time && (1000 * left * overview.time.trial) / Math.min(workers, availableParallelism());
  display.begin(study.spec, before, trials, expectedMs && Math.min(expectedMs, timeMs ?? expectedMs));
  for await (const event of run) display.show(event);
  const { reason } = await run;
  if (reason === "aborted") throw stopped();
  await saveEnd(storage, reason);
  return reason;
}
