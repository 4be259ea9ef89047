/** @file `espalier report`: writes the report of a run, finished or not. */
import { join } from "node:path";
import { type CliCommand, command } from "../command.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { text } from "../options/option.ts";
import { flagsOf, readOptions } from "../options/option-table.ts";
import { openStoredRun } from "../run/open-run.ts";
import { reportPage } from "../run/report-page.ts";
import { runFiles } from "../run/run-folder.ts";
import { readRunView } from "../run/run-view.ts";

const options = { out: text("FILE", "Where to. Default: report.html in the run's folder.") };

const args = { folder: { type: "positional", description: "Folder of the run." }, ...flagsOf(options) } as const;

export const report: CliCommand = command({
  name: "report",
  description:
    "Writes the report of a search as one HTML page, at any time: also while it runs, or where it was stopped or killed. The data are not needed.",
  args,
  examples: [
    ["espalier report espalier-digits-0", "report.html in that folder"],
    ["espalier report espalier-digits-0 --out so-far.html", "elsewhere, as where the folder is not to be written to"],
  ],
  run: async ({ folder = "" }, words) => {
    const { out = join(folder, runFiles.report) } = readOptions(options, words, args);
    await using stored = await openStoredRun(folder);
    await writeAtomically(out, reportPage(await readRunView(stored)));
    process.stdout.write(`${out}\n`);
    return 0;
  },
});
