/** @file Takes a run from wherever it is to its end: search, final training, files. */
import { AbortedError, type Constraint, type Json, type MetricSpec, type Values } from "../../base/index.ts";
import type { Weights } from "../../estimator/index.ts";
import type { Storage } from "../../storage/index.ts";
import { finalTraining, type Study, type Trial, testMetrics, testScore } from "../../study/index.ts";
import type { RunDisplay } from "../progress/run-display.ts";
import { type FinalRecord, loadEnd, loadFinal, type SearchEnd, saveEnd, saveFinal } from "./final-record.ts";
import type { PreparedRun } from "./prepare-run.ts";

export interface RunBounds {
  readonly trials: number;
  /** Of this stretch of the search. */
  readonly timeMs: number | null;
  readonly workers: number;
}

/** A run that has come to its end. */
export interface RunOutcome {
  readonly end: SearchEnd;
  readonly trials: readonly Trial<Json>[];
  readonly front: readonly Trial<Json>[];
  readonly winner: { readonly trial: Trial<Json>; readonly final: FinalRecord } | undefined;
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
  const winner = best && { trial: best, final: await trainWinner(run, study, storage, best, display, signal) };
  return {
    end,
    trials: await study.trials(),
    front: await study.front(),
    winner,
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

async function trainWinner(
  run: PreparedRun,
  study: Study<Json>,
  storage: Storage,
  best: Trial<Json>,
  display: RunDisplay,
  signal: AbortSignal,
): Promise<FinalRecord> {
  const { spec, space, dataset } = run;
  const { finalEpochs: epochs, seed, training } = spec;
  const stored = await loadFinal(storage);
  if (stored?.trial === best.number && stored.epochs === epochs) return stored;
  const { architecture, number: trial } = best;
  const onEpoch = (epoch: number): void => display.showFinal(epoch, epochs);
  const options = { space, dataset, architecture, training, epochs, seed, signal, onEpoch };
  const kept: { weights: Weights; values: Values } =
    epochs === 0 ? { weights: (await study.weights(best)) as Weights, values: {} } : await finalTraining(options);
  if (signal.aborted) throw stopped();
  const test = await testScore(space, dataset, architecture, kept.weights);
  const final = { trial, epochs, weights: kept.weights, values: { ...best.values, ...kept.values, ...test } };
  await saveFinal(storage, final);
  return final;
}

function stopped(): AbortedError {
  return new AbortedError("Cannot finish the run: it was stopped, expected to run to its end");
}
