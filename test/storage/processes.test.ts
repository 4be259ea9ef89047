import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { tempFolder } from "./temp-folder.ts";

interface Worker {
  readonly process: ChildProcess;
  readonly closed: Promise<unknown>;
  /** Numbers of the trials it said it finished, so far. */
  readonly finished: () => number[];
  readonly errors: () => string;
}

/** Starts a worker process that waits for the word to go. */
async function startWorker(path: string, name: string, ...more: "meet"[]): Promise<Worker> {
  const script = new URL("./worker-process.ts", import.meta.url).pathname;
  const child = fork(script, [path, name, ...more], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  let errors = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const closed = once(child, "close");
  await once(child, "message");
  const finished = () => output.split("\n").slice(0, -1).map(Number);
  return { process: child, closed, finished, errors: () => errors };
}

/** Creates the study "s" with so many waiting trials. */
async function createStudy(path: string, count: number): Promise<void> {
  await using storage = await openSqliteStorage(path);
  await storage.createStudy("s", null);
  const trials = Array.from({ length: count }, (_, i) => ({ architecture: i, key: String(i), origin: "test" }));
  await storage.addTrials("s", trials, { cursor: 0, snapshot: null });
}

test("claimTrial() never gives two processes the same trial", async () => {
  const path = join(await tempFolder(), "studies.db");
  await createStudy(path, 200);
  const workers = await Promise.all(["a", "b", "c"].map((name) => startWorker(path, name, "meet")));

  const met = workers.map((worker) => once(worker.process, "message"));
  for (const worker of workers) worker.process.send("go");
  await Promise.all(met);
  for (const worker of workers) worker.process.send("on");
  await Promise.all(workers.map(({ closed }) => closed));

  expect(workers.map(({ errors }) => errors())).toEqual(["", "", ""]);
  const all = workers.flatMap(({ finished }) => finished()).sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: 200 }, (_, i) => i));
  for (const { finished } of workers) expect(finished().length).toBeGreaterThan(0);
  await using storage = await openSqliteStorage(path, { mustExist: true });
  const records = await storage.finishedSince("s", 0);
  expect(records.map(({ finishOrder }) => finishOrder)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  expect(records.every(({ attempts }) => attempts === 1)).toBe(true);
});

test("openSqliteStorage() lets several processes create one file at once", async () => {
  const path = join(await tempFolder(), "studies.db");
  const workers = await Promise.all(["a", "b", "c", "d"].map((name) => startWorker(path, name)));

  for (const worker of workers) worker.process.send("go");
  await Promise.all(workers.map(({ closed }) => closed));

  expect(workers.map(({ errors }) => errors())).toEqual(["", "", "", ""]);
});

test("finishTrial() has stored what it returned from when the process is killed", async () => {
  const path = join(await tempFolder(), "studies.db");
  await createStudy(path, 20_000);
  const told: number[] = [];

  for (const delayMs of [0, 13, 31]) {
    const worker = await startWorker(path, `killed after ${delayMs}`);
    worker.process.send("go");
    while (worker.finished().length < 10) await sleep(5);
    await sleep(delayMs);
    worker.process.kill("SIGKILL");
    await worker.closed;
    told.push(...worker.finished());
  }

  expect(told.length).toBeLessThan(20_000);
  await using storage = await openSqliteStorage(path, { mustExist: true });
  const trials = await storage.trials("s");
  const finished = trials.filter(({ state }) => state === "complete");
  const numbers = new Set(finished.map(({ number }) => number));
  expect(told.filter((number) => !numbers.has(number))).toEqual([]);
  // Each of the three may have finished one more without living to tell.
  expect(finished.length - told.length).toBeLessThanOrEqual(3);
  for (const { number, values, curve } of finished) {
    expect([values, curve]).toEqual([{ loss: number }, [{ step: 1, values: { loss: number } }]]);
    expect(await storage.loadArtifact("s", number)).toEqual(new Uint8Array(20_000).fill(number % 256));
  }
});
