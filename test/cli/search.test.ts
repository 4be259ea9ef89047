import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readOutcome } from "./read-outcome.ts";
import { type Ended, espalier, tempFolder } from "./run-espalier.ts";

const small = ["--trials", "5", "--epochs", "2", "--workers", "1", "--space-option", "widths=16,32"];

const ok = async (running: Promise<Ended>): Promise<Ended> => {
  const ended = await running;
  expect(ended.err).not.toMatch(/^espalier:/m);
  expect(ended.code).toBe(0);
  return ended;
};

test("espalier search writes a run that trials, show, evaluate, export and resume can use", async () => {
  const folder = await tempFolder();

  const search = await ok(espalier(folder, "search", "wine", ...small));

  const run = "espalier-wine-0";
  expect((await readdir(join(folder, run))).sort()).toEqual(["best.json", "best.onnx", "report.html", "study.db"]);
  expect(search.out).toContain("Pareto front of 5 trials by accuracy, params");
  expect(search.err).toMatch(/\[5\/5\] trial \d/);
  const best = JSON.parse(await readFile(join(folder, run, "best.json"), "utf8"));
  expect(best).toMatchObject({ seed: 0, data: { name: "wine", task: "classification" }, epochs: 2, finalEpochs: 4 });
  expect(best.dataHash).toMatch(/^[0-9a-f]{64}$/);
  expect(Object.keys(best.versions)).toEqual(["espalier", "onnxruntime", "node"]);
  expect(best.metrics.latencyMs.unit).toBe("ms");

  const trials = JSON.parse((await ok(espalier(folder, "trials", run, "--json"))).out);
  expect(trials.map(({ number }: { number: number }) => number)).toEqual([0, 1, 2, 3, 4]);
  for (const trial of trials) {
    expect(trial).toMatchObject({ state: "complete", key: expect.any(String), seconds: expect.any(Number) });
    expect(trial.metrics.accuracy).toBeGreaterThan(0);
  }
  expect(trials[best.trial].architecture).toEqual(best.architecture);

  const evaluation = JSON.parse((await ok(espalier(folder, "evaluate", join(run, "best.onnx"), "wine", "--json"))).out);
  expect(evaluation.accuracy).toBe(best.metrics.testAccuracy.value);
  expect(evaluation.loss).toBeCloseTo(best.metrics.testLoss.value, 5);
  expect(evaluation.latencyMs.p95).toBeGreaterThanOrEqual(evaluation.latencyMs.p50);

  expect((await ok(espalier(folder, "show", run))).out).toContain(`Trial ${best.trial}: complete`);
  expect((await ok(espalier(folder, "trials", run, "--front"))).out).toContain(`★ ${best.trial}`);

  await ok(espalier(folder, "export", run, "--out", "winner.onnx"));
  expect(await readFile(join(folder, "winner.onnx"))).toEqual(await readFile(join(folder, run, "best.onnx")));
  await ok(espalier(folder, "export", run, "--trial", "0", "--out", "first.onnx"));
  await ok(espalier(folder, "export", run, "--format", "pytorch", "--out", "net.py"));
  await ok(espalier(folder, "export", run, "--format", "json"));
  expect((await readdir(folder)).sort()).toEqual([run, "first.onnx", "model.json", "net.npz", "net.py", "winner.onnx"]);
  expect(JSON.parse(await readFile(join(folder, "model.json"), "utf8")).architecture).toEqual(best.architecture);

  const before = await stat(join(folder, run, "study.db"));
  expect((await ok(espalier(folder, "resume", run))).err).toMatch(/is finished: nothing to do/);
  expect((await stat(join(folder, run, "study.db"))).mtimeMs).toBe(before.mtimeMs);
  const again = await espalier(folder, "search", "wine", "--out", run);
  expect(again).toMatchObject({ code: 2, out: "" });
  expect(again.err).toMatch(/holds a study already, expected another --out, or: npx espalier resume espalier-wine-0/);
});

test("espalier search with one worker is a function of the seed, times apart", async () => {
  const folder = await tempFolder();

  for (const out of ["a", "b"]) await ok(espalier(folder, "search", "wine", ...small, "--seed", "7", "--out", out));
  await ok(espalier(folder, "search", "wine", ...small, "--seed", "8", "--out", "c"));

  const [a, b, c] = await Promise.all(["a", "b", "c"].map((out) => readOutcome(join(folder, out))));
  expect(b).toEqual(a);
  expect(c).not.toEqual(a);
});

test("espalier search --json prints the winner alone, and takes its options from a file", async () => {
  const folder = await tempFolder();
  const options = {
    trials: 9,
    epochs: 1,
    workers: 2,
    finalEpochs: 0,
    constraint: ["params<=2000"],
    objectives: ["loss"],
  };
  await writeFile(join(folder, "run.json"), JSON.stringify(options));

  const { out } = await ok(espalier(folder, "search", "wine", "--config", "run.json", "--trials", "4", "--json"));

  const { folder: run, trials, winner } = JSON.parse(out);
  expect(trials).toBe(4);
  expect(winner).toEqual(JSON.parse(await readFile(join(folder, run, "best.json"), "utf8")));
  expect(winner).toMatchObject({ epochs: 1, finalEpochs: 0 });
  expect(winner.metrics.params.value).toBeLessThanOrEqual(2000);
});

test("espalier search ends with code 1 and a report where no trial is within the constraints", async () => {
  const folder = await tempFolder();

  const words = ["--trials", "2", "--epochs", "1", "--constraint", "params<1", "--out", "run"];
  const { code, out } = await espalier(folder, "search", "wine", ...words);

  expect(code).toBe(1);
  expect(out).toMatch(
    /None of 0 trials \(and \d+ outside the constraints before training\) is complete within params < 1/,
  );
  expect((await readdir(join(folder, "run"))).sort()).toEqual(["report.html", "study.db"]);
});

test("espalier search keeps the weights of the search where the final training fails, and says so", async () => {
  const folder = await tempFolder();
  const words = ["--trials", "1", "--epochs", "1", "--final-epochs", "100", "--rate", "1000", "--out", "run"];

  const { out } = await ok(espalier(folder, "search", "wine", ...words));

  expect(out).toMatch(/because its final training of 100 epochs failed: .*the loss is/);
  expect((await readdir(join(folder, "run"))).sort()).toEqual(["best.json", "best.onnx", "report.html", "study.db"]);
  const best = JSON.parse(await readFile(join(folder, "run", "best.json"), "utf8"));
  expect(best).toMatchObject({ finalEpochs: 0, finalFailure: expect.stringMatching(/the loss is/) });
  expect(best.metrics.testAccuracy.value).toBeGreaterThanOrEqual(0);
  expect(await readFile(join(folder, "run", "report.html"), "utf8")).toContain("final training failed");
  expect((await ok(espalier(folder, "resume", "run"))).err).toMatch(/is finished: nothing to do/);
  await ok(espalier(folder, "export", "run", "--out", "winner.onnx"));
  await ok(espalier(folder, "export", "run", "--trial", "0", "--out", "trial.onnx"));
  expect((await stat(join(folder, "winner.onnx"))).size).toBeGreaterThan(1000);
});

test("espalier trials and show write nothing into a study.db that was never begun", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "run"));
  await writeFile(join(folder, "run", "study.db"), "");

  for (const command of ["trials", "show"]) {
    const { code, err } = await espalier(folder, command, "run");
    expect(code).toBe(2);
    expect(err).toMatch(/^espalier: Cannot open storage "run\/study\.db": it has no tables, expected/);
  }

  expect(await readdir(join(folder, "run"))).toEqual(["study.db"]);
  expect((await stat(join(folder, "run", "study.db"))).size).toBe(0);
});

test("espalier search finds a regression network and scores it by R²", async () => {
  const folder = await tempFolder();
  const rows = Array.from({ length: 120 }, (_, i) => [i / 10, Math.sin(i), i / 10 + 2 * Math.sin(i)].join(","));
  await writeFile(join(folder, "line.csv"), ["a,b,y", ...rows].join("\n"));

  const { out } = await ok(espalier(folder, "search", "line.csv", "--trials", "3", "--epochs", "20", "--json"));

  expect(JSON.parse(out).winner.metrics.testR2.value).toBeGreaterThan(0.5);
});
