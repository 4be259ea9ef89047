/** @file A run read from its folder: its spec, its study, and its parts made again. */
import { type Json, pathWord, shellCommand } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Storage } from "../../storage/index.ts";
import { bestOf, readSpec, Study, type StudySpec } from "../../study/index.ts";
import { type PreparedRun, prepareAgain, studyOptions } from "./prepare-run.ts";
import { openFolder, STUDY } from "./run-folder.ts";
import { decodeSetup, type RunNotes, type RunSpec } from "./run-spec.ts";
import { spaceOf } from "./space-of.ts";

/** A run as stored; its data are not loaded. */
export interface StoredRun extends AsyncDisposable {
  readonly storage: Storage;
  readonly studySpec: StudySpec;
  readonly spec: RunSpec;
  /** Missing in runs of older versions. */
  readonly notes: RunNotes | undefined;
  readonly space: SearchSpace<Json>;
}

/** A run with everything it was begun with. */
export interface OpenRun extends StoredRun {
  readonly run: PreparedRun;
  readonly study: Study<Json>;
}

/** Opens the study of a run, for reading unless told. @throws {EspalierError} if the folder holds none, or a damaged one. */
export async function openStoredRun(folder: string, access: "read" | "write" = "read"): Promise<StoredRun> {
  const storage = await openFolder(folder, access);
  try {
    const studySpec = await readSpec(storage, STUDY);
    const { spec, notes } = decodeSetup(studySpec.setup);
    return {
      storage,
      studySpec,
      spec,
      notes,
      space: spaceOf(spec),
      [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
    };
  } catch (error) {
    await storage[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Opens a run to go on with it or to export from it; its data are loaded again.
 *
 * @param workers  Instead of as many as it was begun with.
 */
export async function openRun(folder: string, workers?: number): Promise<OpenRun> {
  const stored = await openStoredRun(folder, "write");
  try {
    const spec = { ...stored.spec, workers: workers ?? stored.spec.workers };
    const run = await prepareAgain(spec, stored.notes, await withoutData(folder, stored));
    const study = await Study.resume(studyOptions(run, stored.storage));
    const dispose = async (): Promise<void> => {
      await run[Symbol.asyncDispose]();
      await stored[Symbol.asyncDispose]();
    };
    return { ...stored, run, study, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await stored[Symbol.asyncDispose]();
    throw error;
  }
}

/** What can be done where the data are gone. */
async function withoutData(folder: string, { storage, studySpec }: StoredRun): Promise<string> {
  const best = bestOf(await storage.trials(STUDY), studySpec);
  return best === undefined
    ? shellCommand("trials", pathWord(folder))
    : `${shellCommand("export", pathWord(folder), "--trial", String(best.number))}`;
}
