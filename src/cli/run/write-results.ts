/** @file The files of a run: views of what its database holds, each written in full or not at all. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../../base/index.ts";
import type { DataOverview } from "../../data/index.ts";
import { exportOnnx } from "../../export/index.ts";
import { renderReport } from "../../report/index.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { readVersions, type Versions } from "../package-info.ts";
import { dagsOf } from "./dags-of.ts";
import { dataRows, describeTime } from "./overview-text.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { runFiles } from "./run-folder.ts";
import type { Choice, ExpectedTime } from "./run-overview.ts";
import type { RunSpec } from "./run-spec.ts";
import type { RunOutcome } from "./run-to-end.ts";

/** The winner of a run in numbers: the content of `best.json`. */
export interface RunSummary {
  readonly trial: number;
  /** True where the trial was chosen by hand; else it is the best. */
  readonly chosenByHand: boolean;
  readonly space: string;
  readonly architecture: Json;
  /** Scores named without `test` are those of the search, on validation data. */
  readonly metrics: Readonly<Record<string, { readonly value: number; readonly unit: string }>>;
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
    metrics: Object.fromEntries(model.metrics.map(({ name, unit, value }) => [name, { value, unit }])),
    epochs: spec.epochs,
    finalEpochs: final.epochs,
    finalFailure: final.failure ?? null,
    seed: spec.seed,
    data: overview.data,
    dataHash: dataset.hash,
    versions: readVersions(),
    choices: overview.choices,
    expectedTime: overview.time,
    search: { ...spec, trials: outcome.trials.length },
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
  await writeAtomically(join(folder, runFiles.report), reportPage(run, outcome));
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

function reportPage(run: PreparedRun, outcome: RunOutcome): string {
  const { space, dataset } = run;
  const { winner, trials, front, metrics, objectives } = outcome;
  const searched = metrics.filter(({ name }) => trials.some(({ values }) => values?.[name] !== undefined));
  return renderReport({
    title: `Search on ${dataset.name}`,
    facts: facts(run, outcome),
    metrics: searched,
    objectives: objectives.map(({ name }) => name),
    constraints: outcome.constraints,
    trials,
    dags: dagsOf(trials, space),
    stepName: "epoch",
    front: front.map(({ number }) => number),
    winner: winner
      ? {
          trial: winner.trial.number,
          drawing: space.describe(winner.trial.architecture),
          results: winner.model.metrics,
        }
      : null,
  });
}

function facts({ spec, space, dataset, strategy, overview }: PreparedRun, outcome: RunOutcome): [string, string][] {
  const { winner, objectives } = outcome;
  const choice = strategy.explain?.(space, objectives);
  const versions = readVersions();
  const failure = winner?.final.failure;
  return [
    ...dataRows(overview.data).map(([label, text]): [string, string] => [label, text]),
    ["Data hash", dataset.hash],
    ["Space", space.name],
    ["Strategy", [spec.strategy.name, ...settingsOf(spec.strategy.settings)].join(", ")],
    ...(choice === undefined ? [] : [["Choice of strategy", choice] satisfies [string, string]]),
    ["Data options", settingsOf(spec.dataOptions).join(", ") || "none"],
    ["Training options", settingsOf(spec.training).join(", ") || "none"],
    ["Objectives", spec.objectives.join(", ")],
    ["Constraints", spec.constraints.join(", ") || "none"],
    ["Epochs a trial", String(spec.epochs)],
    ["Epochs of the final training", String(winner?.final.epochs ?? spec.finalEpochs)],
    ...(failure === undefined ? [] : [["Final training failed", failure] satisfies [string, string]]),
    ...(winner?.isChosen
      ? [["Final model", `trial ${winner.trial.number}, chosen by hand`] satisfies [string, string]]
      : []),
    ["Expected time", overview.time ? describeTime(overview.time) : "not estimated"],
    ["Seed", String(spec.seed)],
    ["Workers", String(spec.workers)],
    ["Versions", `Espalier ${versions.espalier}, ONNX Runtime ${versions.onnxruntime}, Node.js ${versions.node}`],
  ];
}

function settingsOf(settings: object): string[] {
  return Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
}
