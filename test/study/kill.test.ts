import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { evolution } from "../../src/strategy/index.ts";
import { Study } from "../../src/study/index.ts";
import { tempFolder } from "../storage/temp-folder.ts";
import { type Digits, sumEstimator, sumSpace } from "./sum-space.ts";

const TRIALS = 30;
const parts = {
  name: "s",
  space: sumSpace(),
  strategy: evolution({ population: 5, tries: 1 }),
  estimator: sumEstimator(),
};
const goals = { objectives: ["loss"], budget: 2, seed: 11 };

async function createStudy(storage: Storage): Promise<Study<Digits>> {
  return Study.create({ ...parts, ...goals, storage });
}

async function startProcess(path: string, workers: number): Promise<ChildProcess> {
  const script = new URL("./study-process.ts", import.meta.url).pathname;
  const child = fork(script, [path, String(TRIALS), String(workers), "8"], { execArgv: ["--import", "tsx"] });
  await once(child, "message");
  return child;
}

/** Kills process after process while they run the study. @returns how many there were. */
async function runKilled(path: string, workers: number): Promise<number> {
  for (let kills = 0; ; kills++) {
    const child = await startProcess(path, workers);
    const closed = once(child, "close");
    // Odd times, so that the kills fall on different steps.
    await Promise.race([closed, sleep(30 + 17 * kills)]);
    child.kill("SIGKILL");
    const [code] = await closed;
    if (code === 0) return kills;
    expect(code).toBeNull();
  }
}

test("run() killed again and again gives the same trials as one left alone", async () => {
  const path = join(await tempFolder(), "studies.db");
  await using storage = await openSqliteStorage(path);
  await createStudy(storage);

  const kills = await runKilled(path, 1);

  expect(kills).toBeGreaterThan(2);
  const memory = createMemoryStorage();
  const whole = await createStudy(memory);
  await whole.run({ trials: TRIALS });
  const killed = await Study.resume({ ...parts, storage });
  const plain = async (study: Study<Digits>) =>
    (await study.trials()).map(({ seconds, worker, attempts, ...trial }) => trial);
  expect(await plain(killed)).toEqual(await plain(whole));
  for (const trial of await killed.trials()) expect(await killed.weights(trial)).toEqual(await whole.weights(trial));
}, 60_000);

test("run() with several workers killed again and again can be replayed", async () => {
  const path = join(await tempFolder(), "studies.db");
  await using storage = await openSqliteStorage(path);
  await createStudy(storage);

  expect(await runKilled(path, 3)).toBeGreaterThan(0);

  const study = await Study.resume({ ...parts, storage });
  const trials = await study.trials();
  expect(trials.filter(({ state }) => state === "complete").length).toBe(TRIALS);
  expect(await study.replay()).toEqual(trials.map(({ architecture, origin }) => ({ architecture, origin })));
}, 60_000);
