/** @file The end of a run in words: front, winner, where things are. */
import { join } from "node:path";
import { type MetricSpec, pathWord, printable, shellCommand } from "../../base/index.ts";
import { absenceNote } from "../../data/index.ts";
import { formatQuantity, renderFrontTable, renderScatter } from "../../report/index.ts";
import { dagsOf } from "./dags-of.ts";
import { evaluateCommand } from "./evaluate-command.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { runFiles } from "./run-folder.ts";
import type { RunOutcome } from "./run-to-end.ts";

/** What the table of the front shows beside the objectives, where it was measured. */
const SHOWN = ["accuracy", "r2", "loss", "params", "flops", "latencyMs", "peakMemoryBytes"];

/** Writes the outcome as text for people, `width` characters wide. */
export function describeOutcome(folder: string, run: PreparedRun, outcome: RunOutcome, width: number): string {
  const { trials, winner } = outcome;
  const failed = trials.filter(({ state }) => state === "failed");
  const first = failed[0];
  const sections = [
    first === undefined
      ? ""
      : `${failed.length} trials failed, the first, trial ${first.number}, with: ${printable(first.error ?? "no reason")}`,
    winner ? describeFront(run, outcome, width) : describeNoWinner(outcome),
    winner ? describeWinner(run, outcome) : "",
    describeFiles(folder, run, winner !== undefined),
    describeRest(folder, run, outcome),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function describeFront({ space, dataset }: PreparedRun, outcome: RunOutcome, width: number): string {
  const { trials, front, winner, metrics, objectives } = outcome;
  const columns = metrics.filter(
    ({ name }) => !name.startsWith("test") && (SHOWN.includes(name) || objectives.some((goal) => goal.name === name)),
  );
  const absence = absenceNote(dataset, "validation");
  const [y, x] = objectives;
  const marked = { winner: winner?.trial.number };
  const plot = x && y ? renderScatter({ trials, x, y, front: front.map(({ number }) => number), ...marked }) : "";
  return [
    `Pareto front of ${countTrials(outcome)} by ${objectives.map(({ name }) => name).join(", ")} (★ the winner):`,
    ...(absence ? [`Scores of trials are those of the validation part: ${absence}.`] : []),
    "",
    renderFrontTable(front, columns, { ...marked, width, dags: dagsOf(front, space) }),
    ...(plot === "" ? [] : ["", plot]),
  ].join("\n");
}

function describeWinner({ space, dataset, spec }: PreparedRun, { winner, metrics }: RunOutcome): string {
  if (!winner) return "";
  const { trial, isChosen, final } = winner;
  const measured = (specs: readonly MetricSpec[]): string =>
    specs.map(({ name, unit }) => `${name} ${formatQuantity(final.values[name] ?? Number.NaN, unit)}`).join(", ");
  const test = metrics.filter(({ name }) => name.startsWith("test") && final.values[name] !== undefined);
  const { train, validation } = dataset.parts;
  const absence = absenceNote(dataset, "test");
  const training =
    final.epochs === 0
      ? `with the weights of the search (${spec.epochs} epochs at most)`
      : `trained from scratch for ${final.epochs} epochs on ${train.length + validation.length} examples`;
  return [
    `${isChosen ? "Final model, chosen by hand" : "Winner"}: trial ${trial.number}, ${training}`,
    ...(final.failure === undefined
      ? []
      : [`  because its final training of ${spec.finalEpochs} epochs failed: ${final.failure}`]),
    indent(space.describe(trial.architecture)),
    test.length > 0
      ? `  on ${dataset.parts.test.length} test examples, used for nothing before: ${measured(test)}${absence ? ` (${absence})` : ""}`
      : "  there are no test examples to score it on",
  ].join("\n");
}

/** Trials that were outside the constraints before training are counted apart. */
function countTrials({ trials }: RunOutcome): string {
  const outside = trials.filter((trial) => trial.outside).length;
  const more = outside === 0 ? "" : ` (and ${outside} outside the constraints before training)`;
  return `${trials.length - outside} trials${more}`;
}

function describeNoWinner(outcome: RunOutcome): string {
  const { constraints } = outcome;
  const bounds = constraints.map(({ metric, relation, bound }) => `${metric} ${relation} ${bound}`).join(", ");
  const within = bounds === "" ? "" : ` within ${bounds}`;
  return `None of ${countTrials(outcome)} is complete${within}: there is no winner. More trials or wider bounds may give one.`;
}

function describeFiles(folder: string, { spec }: PreparedRun, hasWinner: boolean): string {
  const rows: [string, string][] = [
    [runFiles.report, "the search in a browser"],
    [runFiles.study, "every trial with its weights"],
  ];
  if (hasWinner) {
    rows.unshift([runFiles.model, "the winner, for any ONNX runtime"], [runFiles.summary, "its numbers"]);
  }
  const next = hasWinner ? `\nTry: ${evaluateCommand(pathWord(join(folder, runFiles.model)), spec)}` : "";
  return `In ${folder}:\n${rows.map(([name, what]) => `  ${name.padEnd(12)} ${what}`).join("\n")}${next}`;
}

/** How to go on where something is open: a search that was stopped, a winner chosen by hand. */
function describeRest(folder: string, { spec }: PreparedRun, { end, trials, winner }: RunOutcome): string {
  const done = trials.filter(({ finishOrder }) => finishOrder !== null).length;
  const lines = [
    ...(end === null
      ? [`The search has ${done} of ${spec.trials} trials. To go on: ${shellCommand("resume", pathWord(folder))}`]
      : []),
    ...(winner?.isChosen ? [`To have the best instead: ${shellCommand("finish", pathWord(folder))}`] : []),
  ];
  return lines.join("\n");
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
