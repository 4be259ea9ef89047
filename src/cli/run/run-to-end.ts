/** @file Takes a run from wherever it is to its end: search, final training, files. */
import type { Constraint, Json, MetricSpec } from "../../base/index.ts";
import type { TrainedModel } from "../../export/index.ts";
import type { Storage } from "../../storage/index.ts";
import { type Study, type Trial, testMetrics, trainedModel } from "../../study/index.ts";
import type { RunDisplay } from "../progress/run-display.ts";
import { type FinalRecord, loadEnd, type SearchEnd, saveEnd } from "./final-record.ts";
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
  readonly final: FinalRecord;
  /** The trial with its final weights and everything measured. */
  readonly model: TrainedModel;
}

/** A run that has come to its end. */
export interface RunOutcome {
  readonly end: SearchEnd;
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
 * @throws {AbortedError} when the signal is aborted, with everything stored.
 */
export async function runToEnd(
  run: PreparedRun,
  study: Study<Json>,
  storage: Storage,
  bounds: RunBounds,
  display: RunDisplay,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const end = (await loadEnd(storage)) ?? (await search(study, storage, bounds, display, signal));
  const best = await study.best();
  const { objectives, constraints, metrics } = study.spec;
  const final = best && (await trainWinner(run, study, storage, best, display, signal));
  return {
    end,
    trials: await study.trials(),
    front: await study.front(),
    winner: final && { trial: best, final, model: await trainedModel(study, best, run.dataset, final) },
    metrics: [...metrics, ...testMetrics(run.dataset.task)],
    objectives,
    constraints,
  };
}

async function search(
  study: Study<Json>,
  storage: Storage,
  { trials, timeMs, workers }: RunBounds,
  display: RunDisplay,
  signal: AbortSignal,
): Promise<SearchEnd> {
  const run = study.run({ trials, workers, signal, ...(timeMs === null ? {} : { timeMs }) });
  display.begin(study.spec, await study.trials(), trials);
  for await (const event of run) display.show(event);
  const { reason } = await run;
  if (reason === "aborted") throw stopped();
  await saveEnd(storage, reason);
  return reason;
}
