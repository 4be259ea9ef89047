/** @file Begins a run: chooses its folder, tells what it will do, stores it, and takes it to its end. */
import { Study } from "../../study/index.ts";
import { section } from "../args/command-help.ts";
import { finishRun } from "./finish-run.ts";
import { dataRows, planRows } from "./overview-text.ts";
import { type PreparedRun, studyOptions } from "./prepare-run.ts";
import { checkNewFolder, createFolder, freeFolder } from "./run-folder.ts";

/**
 * Runs from the begin to the end.
 *
 * @param out  The folder that was asked for.
 * @param json  Print the winner as JSON.
 * @returns The exit code.
 * @throws {StudyExistsError} if the folder holds a run.
 */
export async function beginRun(run: PreparedRun, out: string | undefined, json: boolean): Promise<number> {
  const { spec, dataset, space, strategy, overview } = run;
  const folder = out ?? (await freeFolder(dataset.name, spec.seed));
  await checkNewFolder(folder);
  await using storage = await createFolder(folder);
  const study = await Study.create(studyOptions(run, storage));
  const choice = strategy.explain?.(space, study.spec.objectives);
  const title = spec.given
    ? `Training ${space.name} on ${dataset.name}`
    : `Searching ${space.name} for ${dataset.name}`;
  const rows = [...dataRows(overview.data), ...planRows(overview), ["Results", `go to ${folder}`] as const];
  process.stderr.write(`${section(title, rows)}\n${choice === undefined ? "" : `${choice}\n`}`);
  const { trials, timeMs, workers } = spec;
  return await finishRun({ folder, run, study, storage, bounds: { trials, timeMs, workers }, json });
}
