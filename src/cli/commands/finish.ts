/** @file `espalier finish`: trains and writes the winner so far, or a trial chosen by hand. */
import { InputError, pathWord, shellCommand } from "../../base/index.ts";
import { type CliCommand, command } from "../command.ts";
import { count } from "../options/option.ts";
import { flagsOf, readOptions } from "../options/option-table.ts";
import { saveChoice } from "../run/final-record.ts";
import { findTrial } from "../run/find-trial.ts";
import { finishRun } from "../run/finish-run.ts";
import { type OpenRun, openRun } from "../run/open-run.ts";

const options = {
  trial: count(
    "N",
    "Number of the trial to make the final model, such as another point of the front. Default: the best.",
    0,
  ),
};

const args = {
  folder: { type: "positional", description: "Folder of the run." },
  ...flagsOf(options),
  json: { type: "boolean", description: "Print the final model as JSON; progress goes to the error stream." },
} as const;

export const finish: CliCommand = command({
  name: "finish",
  product: "files",
  description:
    "Ends a run where it is: trains its best network so far, or the trial you choose, on training and validation data, scores it on the test part, and writes best.onnx, best.json and report.html. The search can still be resumed.",
  args,
  notes: [
    "A trial chosen by --trial stays the final model, also when the search goes on, until finish is called without it.",
  ],
  examples: [
    ["espalier finish espalier-digits-0", "after Ctrl-C: a model of what was found"],
    ["espalier finish espalier-digits-0 --trial 7", "a smaller network of the front instead of the best"],
  ],
  run: async ({ folder = "" }, words) => {
    const { trial } = readOptions(options, words, args);
    await using opened = await openRun(folder);
    await checkTrial(folder, opened, trial);
    const { run, study, storage } = opened;
    await study.hold(() => saveChoice(storage, trial ?? null));
    return await finishRun({ folder, run, study, storage, bounds: null, json: words.includes("--json") });
  },
});

async function checkTrial(folder: string, { study }: OpenRun, trial: number | undefined): Promise<void> {
  const trials = await study.trials();
  const complete = trials.filter(({ state }) => state === "complete");
  if (complete.length === 0) {
    throw new InputError(
      `Cannot finish ${folder}: no trial is complete yet, expected more of the search: ${shellCommand("resume", pathWord(folder))}`,
    );
  }
  if (trial !== undefined) {
    const { state } = findTrial(trials, trial);
    if (state === "complete") return;
    const others = complete.map(({ number }) => number).slice(0, 10);
    throw new InputError(
      `Cannot finish ${folder} with trial ${trial}: it is ${state}, expected a complete one such as ${others.join(", ")}`,
    );
  }
  if (await study.best()) return;
  throw new InputError(
    `Cannot finish ${folder}: no trial is within the constraints, expected --trial, such as --trial ${complete[0]?.number}`,
  );
}
