import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createRng, type EspalierError } from "../../src/base/index.ts";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { random } from "../../src/strategy/index.ts";
import { Study, type StudyEvent } from "../../src/study/index.ts";
import { startOf, thisPlace } from "../../src/study/machine-id.ts";
import {
  describeWorker,
  endWorker,
  formatWorker,
  lifeOf,
  startWorker,
  type WorkerName,
} from "../../src/study/worker-id.ts";
import { type Digits, type SumEstimator, sumEstimator, sumSpace } from "./sum-space.ts";

const HOUR_MS = 3_600_000;

async function startStudy(storage: Storage, estimator: SumEstimator = sumEstimator()): Promise<Study<Digits>> {
  const parts = { storage, name: "s", space: sumSpace(), strategy: random(), estimator };
  return Study.create({ ...parts, objectives: ["loss"] });
}

/** Has a worker hold the study and its first trial, as if it was running it. */
async function holdBy(worker: string, sinceMs: number, storage: Storage): Promise<void> {
  await storage.setAttribute("s", "holder", { worker, until: Date.now() - sinceMs + 60_000 });
  const snapshot = random().create(sumSpace(), [], createRng(1)).snapshot();
  await storage.addTrials("s", [{ architecture: [0, 1, 2], key: "012", origin: "x" }], { cursor: 0, snapshot });
  await storage.claimTrial("s", worker, HOUR_MS);
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "0"]);
  await once(child, "exit");
  return child.pid as number;
}

const wait = (ms: number) => sumEstimator({ before: () => sleep(ms, undefined) });

/** The name of a worker in another process of this machine. */
function workerIn(pid: number, change: Partial<WorkerName> = {}): string {
  return formatWorker({ ...thisPlace(), pid, start: startOf(pid), host: hostname(), ...change });
}

describe("lifeOf()", () => {
  test("knows workers of this machine", async () => {
    const worker = startWorker();
    expect(lifeOf(worker)).toBe("living");
    endWorker(worker);
    expect(lifeOf(worker)).toBe("dead");
    expect(lifeOf(workerIn(process.ppid))).toBe("living");
    expect(lifeOf(workerIn(await deadPid()))).toBe("dead");
  });

  test.skipIf(process.platform !== "linux")(
    "knows a later process of the same number, and a machine that was started again (skipped where the system does not tell)",
    () => {
      expect(lifeOf(workerIn(process.ppid, { start: "1" }))).toBe("dead");
      expect(lifeOf(workerIn(process.ppid, { boot: "b".repeat(16) }))).toBe("dead");
    },
  );

  test("does not know a machine of the same name, nor a container of this one", async () => {
    const pid = await deadPid();
    expect(lifeOf(workerIn(pid, { machine: "a".repeat(16), boot: "b".repeat(16) }))).toBe("unknown");
    expect(lifeOf(workerIn(pid, { numbers: "c".repeat(16) }))).toBe("unknown");
    expect(lifeOf(workerIn(pid, { machine: "a".repeat(16), boot: "-" }))).toBe("unknown");
  });

  test.each([`elsewhere:${process.pid}:x`, `${hostname()}:${process.pid}:x`, "nonsense", "", "2:a:b:c:0:1:r:h", "2:a"])(
    "does not know %j",
    (worker) => {
      expect(lifeOf(worker)).toBe("unknown");
      expect(describeWorker(worker)).toMatch(/^process .* of machine /);
    },
  );
});

describe("run() on a study that was left running", () => {
  test("takes the trial of a dead process at once", async () => {
    const storage = createMemoryStorage();
    const study = await startStudy(storage);
    await holdBy(workerIn(await deadPid()), 0, storage);

    await study.run({ trials: 1 });

    expect((await study.trials())[0]).toMatchObject({ state: "complete", attempts: 2, origin: "x" });
  });

  test("names the process where it lives, and changes nothing", async () => {
    const storage = createMemoryStorage();
    const study = await startStudy(storage);
    await holdBy(workerIn(process.ppid), 0, storage);
    const before = await storage.trials("s");

    await expect(study.run({ trials: 1 })).rejects.toMatchObject({
      code: "study-busy",
      message: `Cannot run study "s": process ${process.ppid} of this machine is running it, expected that one to end first`,
    });
    expect(await storage.trials("s")).toEqual(before);
  });

  test("believes another machine until its lease ends", async () => {
    const storage = createMemoryStorage();
    const study = await startStudy(storage);
    await holdBy("elsewhere:7:x", 0, storage);
    await expect(study.run({ trials: 1 })).rejects.toThrow("process 7 of machine elsewhere is running it");

    const later = createMemoryStorage();
    const other = await startStudy(later);
    await holdBy("elsewhere:7:x", 61_000, later);
    expect(await other.run({ trials: 1 })).toMatchObject({ complete: 1 });
  });

  test("believes a process that gives no sign of life much longer, not for ever", async () => {
    const worker = workerIn(process.ppid);
    for (const [sinceMs, isBusy] of [
      [5 * 60_000, true],
      [HOUR_MS, false],
    ] as const) {
      const storage = createMemoryStorage();
      const study = await startStudy(storage);
      await holdBy(worker, sinceMs, storage);
      const code = await study.run({ trials: 1 }).then(
        () => "",
        (error: unknown) => (error as EspalierError).code,
      );
      expect(code).toBe(isBusy ? "study-busy" : "");
    }
  });

  test("refuses while this process runs it, and may after", async () => {
    const study = await startStudy(createMemoryStorage(), wait(30));
    const first = study.run({ trials: 1 }).then((summary) => summary);
    await sleep(10);
    await expect(study.run({ trials: 2 })).rejects.toThrow(`process ${process.pid} of this machine`);
    expect(await first).toMatchObject({ complete: 1 });
    expect(await study.run({ trials: 2 })).toMatchObject({ complete: 2 });
  });
});

describe("runs of one study at once", () => {
  test.each([undefined, null])("are refused but for one, the holder being %s", async (before) => {
    const storage = createMemoryStorage();
    const study = await startStudy(storage);
    if (before !== undefined) await storage.setAttribute("s", "holder", before);

    const runs = await Promise.allSettled([study.run({ trials: 10 }), study.run({ trials: 10 })]);

    const failed = runs.filter((run) => run.status === "rejected");
    expect(failed.map(({ reason }) => reason)).toMatchObject([{ code: "study-busy" }]);
    expect((await study.trials()).length).toBe(10);
  });

  test("are refused but for one where the last holder is dead", async () => {
    const storage = createMemoryStorage();
    const study = await startStudy(storage);
    await holdBy(workerIn(await deadPid()), 0, storage);

    const runs = await Promise.allSettled(Array.from({ length: 4 }, () => study.run({ trials: 3 })));

    expect(runs.filter(({ status }) => status === "fulfilled").length).toBe(1);
    expect((await study.trials()).length).toBe(3);
  });
});

describe("the lease of a running trial", () => {
  test("is renewed", async () => {
    const storage = createMemoryStorage();
    const study = await startStudy(storage, wait(700));
    const run = study.run({ trials: 1, leaseMs: 300 }).then((summary) => summary);

    await sleep(450);
    expect(await storage.claimTrial("s", "thief", HOUR_MS)).toBeUndefined();
    const holder = (await storage.getAttribute("s", "holder")) as { until: number };
    expect(holder.until).toBeGreaterThan(Date.now());
    expect(await run).toMatchObject({ complete: 1 });
    expect(await storage.getAttribute("s", "holder")).toBeUndefined();
  });

  test("that ended lets another worker take the trial; the late result is ignored", async () => {
    let now = 0;
    const storage = createMemoryStorage({ now: () => now });
    const thief = async (): Promise<undefined> => {
      now += HOUR_MS;
      const stolen = await storage.claimTrial("s", "thief", HOUR_MS);
      expect(stolen?.number).toBe(0);
    };
    const study = await startStudy(
      storage,
      sumEstimator({ before: (_, __, begun) => (begun === 1 ? thief() : Promise.resolve(undefined)) }),
    );
    const events: StudyEvent<Digits>[] = [];
    for await (const event of study.run({ trials: 2 })) {
      events.push(event);
      const result = { state: "complete", values: { loss: 7, size: 7 }, seconds: 1 } as const;
      if (event.type === "trial-lost") await storage.finishTrial("s", event.number, "thief", result);
    }

    expect(events.map(({ type }) => type)).toContain("trial-lost");
    const trials = await study.trials();
    expect(trials[0]).toMatchObject({ worker: "thief", values: { loss: 7 }, attempts: 2 });
    expect(trials[1]).toMatchObject({ state: "complete" });
  });

  test("of the study, when lost, ends the run without another result", async () => {
    const storage = createMemoryStorage();
    const study = await startStudy(storage, wait(800));
    const run = study.run({ trials: 3, leaseMs: 90 }).then((summary) => summary);
    await sleep(10);
    await storage.setAttribute("s", "holder", { worker: "elsewhere:7:x", until: Date.now() + HOUR_MS });

    await expect(run).rejects.toMatchObject({ code: "study-busy" });
    expect((await study.trials()).map(({ state }) => state)).toEqual(["waiting"]);
    expect(await storage.getAttribute("s", "holder")).toMatchObject({ worker: "elsewhere:7:x" });
  });
});
