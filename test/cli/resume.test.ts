import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { readOutcome } from "./read-outcome.ts";
import { espalier, start, tempFolder } from "./run-espalier.ts";

const words = ["search", "wine", "--trials", "12", "--epochs", "2", "--workers", "1", "--final-epochs", "3"];

test("espalier resume after kill -9 at any instant comes to what an undisturbed run comes to", async () => {
  const folder = await tempFolder();
  const startMs = performance.now();
  await espalier(folder, ...words, "--out", "whole");
  const wholeMs = performance.now() - startMs;
  const whole = await readOutcome(join(folder, "whole"));

  for (const share of [0.25, 0.5, 0.75, 0.95]) {
    const run = `killed-${share}`;
    const killed = start(folder, [...words, "--out", run]);
    await sleep(share * wholeMs);
    killed.process.kill("SIGKILL");
    await killed.ended;
    // Killed before there was anything to resume, the same search may simply begin.
    const files = await readdir(join(folder, run)).catch((): string[] => []);
    const again = files.includes("study.db") ? await espalier(folder, "resume", run) : undefined;
    if (again?.code !== 0) await espalier(folder, ...words, "--out", run);

    expect(await readOutcome(join(folder, run)), `killed after ${share} of the time`).toEqual(whole);
    expect((await readdir(join(folder, run))).sort()).toEqual(["best.json", "best.onnx", "report.html", "study.db"]);
  }
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "espalier search stops on %s, says how to go on, and goes on",
  async (signal) => {
    const folder = await tempFolder();
    const search = start(folder, [
      "search",
      "wine",
      "--trials",
      "400",
      "--epochs",
      "3",
      "--workers",
      "2",
      "--out",
      "run",
    ]);
    await finishedTrials(search, 3);
    search.process.kill(signal);

    const stopped = await search.ended;
    expect(stopped).toMatchObject({ code: 130, out: "" });
    expect(stopped.err).toContain("To go on: npx espalier resume run\nTo train and write the best so far, trial ");
    expect(stopped.err).toContain(": npx espalier finish run\n");
    expect(await readdir(join(folder, "run"))).toEqual(["study.db"]);

    const trials = JSON.parse((await espalier(folder, "trials", "run", "--json")).out);
    const done = trials.filter(({ state }: { state: string }) => state === "complete").length;
    expect(done).toBeGreaterThanOrEqual(3);
    expect(trials.every(({ state }: { state: string }) => state === "complete" || state === "waiting")).toBe(true);

    const resumed = await espalier(folder, "resume", "run", "--trials", String(trials.length), "--json");
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.out).trials).toBe(trials.length);
  },
);

test("espalier resume adds trials to a finished run, as if they had been asked for at first", async () => {
  const folder = await tempFolder();
  // Chosen by hand: auto would record for how many trials it chose.
  const more = ["search", "wine", "--epochs", "1", "--workers", "1", "--final-epochs", "1", "--strategy", "evolution"];
  await espalier(folder, ...more, "--trials", "12", "--out", "whole");
  await espalier(folder, ...more, "--trials", "5", "--out", "parts");

  const resumed = await espalier(folder, "resume", "parts", "--trials", "12");

  expect(resumed.code).toBe(0);
  expect(await readOutcome(join(folder, "parts"))).toEqual(await readOutcome(join(folder, "whole")));
});

test("espalier resume is refused while another process runs the study", async () => {
  const folder = await tempFolder();
  const search = start(folder, ["search", "wine", "--trials", "400", "--epochs", "3", "--out", "run"]);
  await finishedTrials(search, 1);

  const second = await espalier(folder, "resume", "run");
  search.process.kill("SIGINT");
  await search.ended;

  expect(second).toMatchObject({ code: 2, out: "" });
  expect(second.err).toMatch(/^espalier: Cannot run study "search": process \d+ .*is running it/);
});

/** Waits until a search has told of so many finished trials. */
function finishedTrials({ process: child }: ReturnType<typeof start>, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    child.stderr?.on("data", (text: string) => {
      seen += text.match(/^\[ *\d+\/\d+\]/gm)?.length ?? 0;
      if (seen >= count) resolve();
    });
    child.on("close", () => reject(new Error("the search ended before it was stopped")));
  });
}
