import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRng, EspalierError, type Json } from "../../src/base/index.ts";
import type { Storage } from "../../src/storage/index.ts";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { evolution } from "../../src/strategy/index.ts";
import { Study } from "../../src/study/index.ts";
import { tempFolder } from "../storage/temp-folder.ts";
import { type Digits, sumEstimator, sumSpace } from "./sum-space.ts";

const parts = { name: "s", space: sumSpace(), strategy: evolution({ population: 5 }), estimator: sumEstimator() };
const goals = { objectives: ["loss"], budget: 2, seed: 3 };

/** Everything but the clock's. */
async function outcome(study: Study<Digits>): Promise<Json> {
  const trials = await study.trials();
  return JSON.parse(JSON.stringify(trials.map(({ seconds, worker, attempts, ...rest }) => rest))) as Json;
}

async function goOn(storage: Storage): Promise<Json> {
  const study = await Study.resume({ storage, ...parts });
  await study.run({ trials: 14 });
  return outcome(study);
}

test("a search that goes on with a file of which bits have changed ends as it would have, or with a typed error", async () => {
  const folder = await tempFolder();
  const path = join(folder, "studies.db");
  {
    await using storage = await openSqliteStorage(path);
    const study = await Study.create({ storage, ...parts, ...goals });
    await study.run({ trials: 10 });
  }
  const bytes = await readFile(path);
  const whole = join(folder, "whole.db");
  await copyFile(path, whole);
  const wanted = await (async () => {
    await using storage = await openSqliteStorage(whole);
    return await goOn(storage);
  })();

  const rng = createRng("flips");
  const flipped = join(folder, "flipped.db");
  let found = 0;
  for (let i = 0; i < Number(process.env.FLIPS ?? 15); i++) {
    const copy = Buffer.from(bytes);
    for (let k = 0; k < 10; k++) {
      const at = rng.int(copy.length);
      copy[at] = (copy[at] as number) ^ (1 << rng.int(8));
    }
    await writeFile(flipped, copy);
    try {
      await using storage = await openSqliteStorage(flipped, { mustExist: true });
      expect(await goOn(storage), `flip ${i}`).toEqual(wanted);
    } catch (error) {
      if (!(error instanceof EspalierError)) throw error;
      found++;
    }
  }
  expect(found).toBeGreaterThan(0);
});
