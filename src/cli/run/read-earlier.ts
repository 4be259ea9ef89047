/** @file The earlier searches that a search is told to begin with. */
import { basename } from "node:path";
import { InputError } from "../../base/index.ts";
import type { EarlierSearch } from "../../strategy/index.ts";
import { earlierSearch } from "../../study/index.ts";
import type { SearchValues } from "../options/search-options.ts";
import { openStoredRun } from "./open-run.ts";
import { STUDY } from "./run-folder.ts";

/**
 * Reads the searches that `--earlier` names; none without it.
 *
 * @throws {EspalierError} if a folder holds no search, or another strategy is asked for as well.
 */
export async function readEarlier(options: Partial<SearchValues>): Promise<readonly EarlierSearch[]> {
  const { earlier = [], strategy } = options;
  if (earlier.length > 0 && strategy !== undefined) {
    throw new InputError(
      `Cannot search by ${strategy} with --earlier: what earlier searches found is for the strategy transfer, expected one of the two`,
    );
  }
  const searches: EarlierSearch[] = [];
  for (const folder of earlier) searches.push(await readFolder(folder));
  return searches;
}

async function readFolder(folder: string): Promise<EarlierSearch> {
  await using stored = await openStoredRun(folder);
  return earlierSearch(basename(folder), await stored.storage.trials(STUDY), stored.studySpec);
}
