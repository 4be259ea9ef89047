/** @file What search and resume share: run to the end, write the files, tell the outcome; or stop and tell how to go on. */
import type { Json } from "../../base/index.ts";
import { AbortedError, pathWord, shellCommand } from "../../base/index.ts";
import type { Storage } from "../../storage/index.ts";
import type { Study } from "../../study/index.ts";
import { exitCodes } from "../exit-codes.ts";
import { Interruption } from "../interruption.ts";
import { createRunDisplay } from "../progress/run-display.ts";
import { finalTrial, loadChoice } from "./final-record.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { describeOutcome } from "./print-outcome.ts";
import { type RunBounds, type RunOutcome, runToEnd } from "./run-to-end.ts";
import { summarizeRun, writeResults } from "./write-results.ts";

export interface FinishOptions {
  readonly folder: string;
  readonly run: PreparedRun;
  readonly study: Study<Json>;
  readonly storage: Storage;
  /** Null to train the winner so far, whether the search has ended or not. */
  readonly bounds: RunBounds | null;
  /** Print the summary as JSON instead of text. */
  readonly json: boolean;
}

/** Runs to the end and returns the exit code: 0, 1 without a winner, 130 when it was stopped. */
export async function finishRun(options: FinishOptions): Promise<number> {
  const { folder, run, study, storage, bounds, json } = options;
  const display = createRunDisplay(process.stderr, process.env);
  using interruption = new Interruption(() => {
    display.clear();
    process.stderr.write("\nStopping; what is done is stored. Once more ends at once.\n");
  });
  try {
    const outcome = await runToEnd(run, study, storage, bounds, display, interruption.signal);
    await writeResults(folder, run, outcome);
    display.clear();
    printOutcome(folder, run, outcome, json);
    return outcome.winner ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    display.clear();
    if (!(error instanceof AbortedError) || !interruption.signal.aborted) throw error;
    process.stderr.write(await adviceAfterStop(options));
    return exitCodes.interrupted;
  }
}

/** What can be done with a run that was stopped. */
async function adviceAfterStop({ folder, study, storage, bounds }: FinishOptions): Promise<string> {
  const path = pathWord(folder);
  if (bounds === null) return `Stopped. To go on: ${shellCommand("finish", path, ...(await choiceWords(storage)))}\n`;
  const more = `Stopped. To go on: ${shellCommand("resume", path)}\n`;
  const best = await finalTrial(study, storage);
  if (best === undefined) return more;
  return `${more}To train and write the best so far, trial ${best.number}: ${shellCommand("finish", path)}\n`;
}

async function choiceWords(storage: Storage): Promise<string[]> {
  const choice = await loadChoice(storage);
  return choice === undefined ? [] : ["--trial", String(choice)];
}

/** Prints the outcome on the standard output. */
export function printOutcome(folder: string, run: PreparedRun, outcome: RunOutcome, json: boolean): void {
  const text = json
    ? `${JSON.stringify({ folder, trials: outcome.trials.filter(({ outside }) => !outside).length, winner: summarizeRun(run, outcome) ?? null }, null, 2)}\n`
    : describeOutcome(folder, run, outcome, process.stdout.columns || 120);
  process.stdout.write(text);
}
