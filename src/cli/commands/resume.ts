/** @file `espalier resume`: goes on with a run to its end. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, pathWord, shellCommand } from "../../base/index.ts";
import { type CliCommand, command } from "../command.ts";
import type { OptionsFor } from "../options/option.ts";
import { flagsOf, readOptions } from "../options/option-table.ts";
import { type SearchValues, searchOptions } from "../options/search-options.ts";
import { finalTrial, loadEnd, loadFinal, saveEnd } from "../run/final-record.ts";
import { finishRun } from "../run/finish-run.ts";
import { type OpenRun, openRun } from "../run/open-run.ts";
import { runFiles } from "../run/run-folder.ts";
import type { RunBounds } from "../run/run-to-end.ts";
import { hasResults } from "../run/write-results.ts";

type ResumeValues = Pick<SearchValues, "trials" | "time" | "workers">;

export const resumeOptions: OptionsFor<ResumeValues> = {
  trials: { ...searchOptions.trials, description: "Trials the search shall have in all. Default: as it was begun." },
  time: { ...searchOptions.time, description: "Time for the trials to come. Default: what is left of the time given." },
  workers: { ...searchOptions.workers, description: "Trials trained at a time. Default: as it was begun." },
};

const args = {
  folder: { type: "positional", description: "Folder of the run." },
  ...flagsOf(resumeOptions),
  json: { type: "boolean", description: "Print the winner as JSON; progress goes to the error stream." },
} as const;

export const resume: CliCommand = command({
  name: "resume",
  product: "files",
  description:
    "Goes on with a search that was stopped, killed, or shall have more trials, then trains the winner and writes the files. A finished run is left as it is.",
  args,
  examples: [
    ["espalier resume espalier-digits-0", "go on to the trials or the time asked for at first"],
    ["espalier resume espalier-digits-0 --trials 100", "more trials"],
    ["espalier resume espalier-digits-0 --time 10m", "ten minutes more, as far as trials are left"],
  ],
  run: async ({ folder = "" }, words) => {
    const given = readOptions(resumeOptions, words, args);
    const json = words.includes("--json");
    await using opened = await openRun(folder, given.workers);
    const { run, study, storage, spec } = opened;
    if (spec.given && given.trials !== undefined) {
      throw new InputError(
        `Cannot resume ${folder} with --trials: it trains ${spec.given.length} given networks, expected no such option; others: ${shellCommand("train", "--help")}`,
      );
    }
    if (await isFinished(folder, opened, given)) {
      process.stderr.write(`${folder} is finished: nothing to do${await adviceAtEnd(folder, opened)}\n`);
      if (json) process.stdout.write(await readFile(join(folder, runFiles.summary), "utf8").catch(() => "null\n"));
      return 0;
    }
    if (given.trials !== undefined || given.time !== undefined) await saveEnd(storage, null);
    return await finishRun({ folder, run, study, storage, bounds: await boundsOf(opened, given), json });
  },
});

/** True where the search has all it is asked for, its winner is trained and every file is there. */
async function isFinished(
  folder: string,
  { study, storage, spec }: OpenRun,
  { trials, time }: Partial<ResumeValues>,
): Promise<boolean> {
  const end = await loadEnd(storage);
  const count = (await study.trials()).filter(({ outside }) => !outside).length;
  const asksForMore = (trials !== undefined && trials > count) || (time !== undefined && count < spec.trials);
  if (end === undefined || (asksForMore && end !== "exhausted" && end !== "infeasible")) return false;
  const best = await finalTrial(study, storage);
  const final = await loadFinal(storage);
  return final?.trial === best?.number && hasResults(folder, best !== undefined);
}

/** What else can be done with a finished run; nothing that would end here again. */
async function adviceAtEnd(folder: string, { study, storage, spec }: OpenRun): Promise<string> {
  const path = pathWord(folder);
  const count = (await study.trials()).length;
  const [end, best, trial] = [await loadEnd(storage), await study.best(), await finalTrial(study, storage)];
  const notes = [
    ...(trial ? [] : [`. None of its ${count} trials is complete within the constraints`]),
    ...(end === "exhausted" ? [". Its space holds nothing new"] : []),
    ...(spec.given || end === "exhausted"
      ? []
      : [`. More trials: ${shellCommand("resume", path, "--trials", String(2 * count))}`]),
    ...(best && trial && best.number !== trial.number
      ? [
          `. Its final model, trial ${trial.number}, is chosen by hand; the best instead: ${shellCommand("finish", path)}`,
        ]
      : []),
  ];
  return notes.join("");
}

/** The bounds of what is to come: as given now, else as at the begin of the run. */
export async function boundsOf(
  { study, spec }: Pick<OpenRun, "study" | "spec">,
  given: Partial<ResumeValues>,
): Promise<RunBounds> {
  const { trials = spec.trials, workers = spec.workers } = given;
  if (given.time !== undefined || spec.timeMs === null) return { trials, timeMs: given.time ?? null, workers };
  // More trials by number are wanted whatever the time given at first.
  if (given.trials !== undefined) return { trials, timeMs: null, workers };
  const spentSeconds = (await study.trials()).reduce((sum, { seconds }) => sum + seconds, 0) / spec.workers;
  return { trials, timeMs: Math.max(1, spec.timeMs - 1000 * spentSeconds), workers };
}
