import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRng, EspalierError, type Rng } from "../../src/base/index.ts";
import type { Storage } from "../../src/storage/index.ts";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { completed, newTrials, point } from "../../src/testing/storage-fixture.ts";
import { tempFolder } from "./temp-folder.ts";

/** A few thousand of them were tried once. */
const FLIPS = Number(process.env.FLIPS ?? 30);

/** Writes a study with trials in every state, and returns what can be read of it. */
async function writeStudy(path: string): Promise<unknown> {
  await using storage = await openSqliteStorage(path, { now: () => 0 });
  await storage.createStudy("s", { seed: 1, space: "chain" });
  for (let i = 0; i < 12; i += 3) {
    await storage.addTrials("s", newTrials(3), { cursor: i / 3, snapshot: { rng: [i, 7], text: "state ".repeat(50) } });
    for (const number of [i, i + 1]) {
      await storage.claimTrial("s", "w", 1000);
      for (const step of [1, 2, 3]) await storage.report("s", number, "w", point(step, number / step));
      const bytes = Uint8Array.from({ length: 1500 }, (_, k) => (k * number) % 256);
      await storage.finishTrial("s", number, "w", { ...completed(number), artifact: bytes, checkpoint: bytes });
    }
    await storage.setAttribute("s", `record ${i}`, { value: i });
    await storage.claimTrial("s", "other", 1000);
  }
  return await contentOf(storage);
}

/** All that can be asked of a storage. */
async function contentOf(storage: Storage): Promise<unknown> {
  const trials = await storage.trials("s");
  const kept: unknown[] = [];
  for (const { number } of trials) {
    kept.push(await storage.loadArtifact("s", number), await storage.loadCheckpoint("s", number));
    kept.push(await storage.getAttribute("s", `record ${number}`));
  }
  return {
    ...{ names: await storage.listStudies(), spec: await storage.loadStudy("s"), trials, kept },
    ...{ finished: await storage.finishedSince("s", 5), snapshot: await storage.loadSnapshot("s") },
  };
}

function flipped(bytes: Buffer, count: number, rng: Rng): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < count; i++) {
    const at = rng.int(copy.length);
    copy[at] = (copy[at] as number) ^ (1 << rng.int(8));
  }
  return copy;
}

// Reading trusts each row by itself; going on with a study trusts indexes as well, which are checked on opening.
test.each([
  ["reading", true],
  ["going on", false],
])(
  "a file with a few bits changed anywhere gives what was written or a typed error, when %s",
  async (_, mustBeCurrent) => {
    const rng = createRng(`flips ${mustBeCurrent}`);
    const path = join(await tempFolder(), "studies.db");
    const written = await writeStudy(path);
    const sound = await readFile(path);
    let found = 0;
    for (let i = 0; i < FLIPS; i++) {
      await writeFile(path, flipped(sound, 1 + rng.int(3), rng));
      try {
        await using storage = await openSqliteStorage(path, { mustExist: true, mustBeCurrent, now: () => 0 });
        expect(await contentOf(storage), `flip ${i}`).toEqual(written);
      } catch (error) {
        if (!(error instanceof EspalierError)) throw error;
        found++;
      }
    }
    // The others hit room that nothing uses.
    expect(found).toBeGreaterThan(FLIPS / 4);
  },
);
