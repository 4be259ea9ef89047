/** @file `espalier trials`: lists the trials of a run. */
import { type Constraint, printable } from "../../base/index.ts";
import { absenceNote } from "../../data/index.ts";
import { renderFrontTable } from "../../report/index.ts";
import type { TrialRecord } from "../../storage/index.ts";
import { bestOf, endedOutside, frontOf, isFeasible } from "../../study/index.ts";
import { type CliCommand, command } from "../command.ts";
import { dagsOf } from "../run/dags-of.ts";
import { openStoredRun } from "../run/open-run.ts";
import { STUDY } from "../run/run-folder.ts";

export const trials: CliCommand = command({
  name: "trials",
  description: "Lists the trials of a search, also while it runs.",
  args: {
    folder: { type: "positional", description: "Folder of the run." },
    front: { type: "boolean", description: "Only the trials of the Pareto front." },
    json: {
      type: "boolean",
      description: "Print an array of {number, state, architecture, key, metrics, seconds, ...}.",
    },
  },
  examples: [
    ["espalier trials espalier-digits-0", "a table of all trials"],
    ["espalier trials espalier-digits-0 --front", "the trials that no other one beats in every objective"],
    ["espalier trials espalier-digits-0 --json | jq '.[].metrics.accuracy'", "numbers for other programs"],
  ],
  run: async ({ folder = "" }, words) => {
    await using stored = await openStoredRun(folder);
    const { storage, studySpec, space, notes } = stored;
    const all = await storage.trials(STUDY);
    const shown = words.includes("--front") ? frontOf(all, studySpec) : all;
    if (words.includes("--json")) {
      process.stdout.write(
        `${JSON.stringify(
          shown.map((trial) => ({ ...toJson(trial), feasible: isFeasible(trial, studySpec.constraints) })),
          null,
          2,
        )}\n`,
      );
      return 0;
    }
    const width = process.stdout.columns || 160;
    const winner = bestOf(all, studySpec)?.number;
    process.stdout.write(
      `${renderFrontTable(shown, studySpec.metrics, { winner, width, dags: dagsOf(shown, space) })}\n`,
    );
    const absence = notes && absenceNote(notes.dataset, "validation");
    if (absence) process.stdout.write(`Scores are those of the validation part: ${absence}.\n`);
    for (const trial of shown.filter((each) => !isFeasible(each, studySpec.constraints))) {
      process.stdout.write(`trial ${trial.number}: ${describeState(trial, studySpec.constraints)}\n`);
    }
    return 0;
  },
});

function toJson({
  number,
  state,
  architecture,
  key,
  values,
  seconds,
  origin,
  fidelity,
  continues,
  duplicateOf,
  error,
}: TrialRecord): object {
  return {
    number,
    state,
    architecture,
    key,
    metrics: values ?? {},
    seconds,
    origin,
    fidelity,
    continues,
    duplicateOf,
    error,
  };
}

function describeState(trial: TrialRecord, constraints: readonly Constraint[]): string {
  const { state, error, curve } = trial;
  if (endedOutside(trial, constraints)) return "outside the constraints before training";
  if (error !== null) return `${state}: ${printable(error)}`;
  if (state === "complete") return "outside the constraints";
  return state === "running" ? `running, epoch ${curve.at(-1)?.step ?? 0} done` : state;
}
