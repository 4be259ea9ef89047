/** @file The final training of a run's winner. Where it fails, the winner keeps the weights of the search. */
import { AbortedError, firstLine, type Json, type Values } from "../../base/index.ts";
import type { Weights } from "../../estimator/index.ts";
import type { Storage } from "../../storage/index.ts";
import { finalTraining, type Study, type Trial, testResult } from "../../study/index.ts";
import type { RunDisplay } from "../progress/run-display.ts";
import { type FinalRecord, loadFinal, saveFinal } from "./final-record.ts";
import type { PreparedRun } from "./prepare-run.ts";

/**
 * Trains the winner, scores it on the test part and stores it, unless that was done.
 *
 * @throws {AbortedError} when the signal is aborted, with nothing stored.
 */
export async function trainWinner(
  run: PreparedRun,
  study: Study<Json>,
  storage: Storage,
  best: Trial<Json>,
  display: RunDisplay,
  signal: AbortSignal,
): Promise<FinalRecord> {
  const { spec, space, dataset } = run;
  const stored = await loadFinal(storage);
  // One that failed is not tried again: it would fail again, and the run could not end.
  if (stored?.trial === best.number && (stored.epochs === spec.finalEpochs || stored.failure !== undefined)) {
    return stored;
  }
  const { values, ...trained } = await train(run, study, best, display, signal);
  if (signal.aborted) throw stopped();
  const test = await testResult(space, dataset, best.architecture, trained.weights);
  const final = {
    ...{ trial: best.number, ...trained, outcomes: test.outcomes },
    values: { ...best.values, ...values, ...test.values },
  };
  await saveFinal(storage, final);
  return final;
}

/** The error of a run that its signal ended. */
export function stopped(): AbortedError {
  return new AbortedError("Cannot finish the run: it was stopped, expected to run to its end");
}

async function train(
  { spec, space, dataset }: PreparedRun,
  study: Study<Json>,
  best: Trial<Json>,
  display: RunDisplay,
  signal: AbortSignal,
): Promise<Omit<FinalRecord, "trial">> {
  const { finalEpochs: epochs, seed, training } = spec;
  const searched = async (): Promise<{ epochs: 0; weights: Weights; values: Values }> => {
    return { epochs: 0, weights: (await study.weights(best)) as Weights, values: {} };
  };
  if (epochs === 0) return searched();
  const onEpoch = (epoch: number): void => display.showFinal(epoch, epochs);
  try {
    const { architecture } = best;
    return {
      epochs,
      ...(await finalTraining({ space, dataset, architecture, training, epochs, seed, signal, onEpoch })),
    };
  } catch (error) {
    if (signal.aborted) throw error;
    return { ...(await searched()), failure: firstLine(error) };
  }
}
