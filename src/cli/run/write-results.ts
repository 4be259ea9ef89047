/** @file The files of a run: views of what its database holds, each written in full or not at all. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../../base/index.ts";
import type { DataOverview } from "../../data/index.ts";
import { exportOnnx, type Measurement, type ModelCard, modelCard, modelInfo } from "../../export/index.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { readVersions, type Versions } from "../package-info.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { reportPage } from "./report-page.ts";
import { runFiles } from "./run-folder.ts";
import type { Choice, ExpectedTime } from "./run-overview.ts";
import type { RunSpec } from "./run-spec.ts";
import type { RunOutcome } from "./run-to-end.ts";
import type { RunView } from "./run-view.ts";

/** The winner of a run in numbers: the content of `best.json`. */
export interface RunSummary {
  readonly trial: number;
  /** True where the trial was chosen by hand; else it is the best. */
  readonly chosenByHand: boolean;
  readonly space: string;
  readonly architecture: Json;
  /** Scores named without `test` are those of the search, on validation data. */
  readonly metrics: Readonly<Record<string, Omit<Measurement, "name">>>;
  /** Labels, and what `best.onnx` takes and gives. */
  readonly model: ModelCard;
  readonly epochs: number;
  /** Epochs of the final training; 0 where the weights are those of the search. */
  readonly finalEpochs: number;
  /** Why the final training failed; null where it did not. */
  readonly finalFailure: string | null;
  readonly seed: number;
  /** What the data were taken for. */
  readonly data: DataOverview;
  readonly dataHash: string;
  readonly versions: Versions;
  /** Settings in words, and which of them are defaults. */
  readonly choices: readonly Choice[];
  /** How long it was expected to take before it began. */
  readonly expectedTime: ExpectedTime | null;
  /** How the search was run: data and their options, space, strategy, goals, training; `trials` is how many there are. */
  readonly search: RunSpec;
}

/** Sums the winner up; undefined where no trial is feasible. */
export function summarizeRun(
  { spec, space, dataset, overview }: PreparedRun,
  outcome: RunOutcome,
): RunSummary | undefined {
  if (!outcome.winner) return undefined;
  const { trial, isChosen, final, model } = outcome.winner;
  return {
    trial: trial.number,
    chosenByHand: isChosen,
    space: space.name,
    architecture: trial.architecture,
    metrics: Object.fromEntries(model.metrics.map(({ name, ...measured }) => [name, measured])),
    model: modelCard(modelInfo(model)),
    epochs: spec.epochs,
    finalEpochs: final.epochs,
    finalFailure: final.failure ?? null,
    seed: spec.seed,
    data: overview.data,
    dataHash: dataset.hash,
    versions: readVersions(),
    choices: overview.choices,
    expectedTime: overview.time,
    search: { ...spec, trials: outcome.trials.filter((each) => !each.outside).length },
  };
}

/** Writes the report and, where there is a winner, its model and summary. @throws {IoError} */
export async function writeResults(folder: string, run: PreparedRun, outcome: RunOutcome): Promise<void> {
  const { winner } = outcome;
  if (winner) {
    const model = exportOnnx(winner.model);
    const summary = `${JSON.stringify(summarizeRun(run, outcome), null, 2)}\n`;
    await writeAtomically(join(folder, runFiles.model), model);
    await writeAtomically(join(folder, runFiles.summary), summary);
  }
  await writeAtomically(join(folder, runFiles.report), reportPage(viewOf(run, outcome)));
}

/** True where every file that `writeResults` writes is there. */
export async function hasResults(folder: string, hasWinner: boolean): Promise<boolean> {
  const names = hasWinner ? [runFiles.model, runFiles.summary, runFiles.report] : [runFiles.report];
  const found = await Promise.all(
    names.map((name) =>
      access(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

function viewOf({ spec, overview, estimator }: PreparedRun, outcome: RunOutcome): RunView {
  const { end, trials, objectives, constraints, winner } = outcome;
  return {
    ...{ spec, overview, trials, objectives, constraints, metrics: estimator.metrics },
    end: end ?? undefined,
    final: winner?.final,
    isChosen: winner?.isChosen ?? false,
  };
}
