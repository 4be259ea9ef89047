import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { espalier, tempFolder } from "./run-espalier.ts";

const small = ["--trials", "3", "--epochs", "1", "--final-epochs", "0", "--workers", "1"];

test("espalier search chooses a strategy unless told, and says which and why", async () => {
  const folder = await tempFolder();
  const { code, err } = await espalier(folder, "search", "wine", ...small, "--out", "run");

  expect(code).toBe(0);
  expect(err).toMatch(
    /^auto chose gp: 3 trials in a space of [\d,]+ with 2 objectives, where a model of the results saves most trials$/m,
  );
  expect(await readFile(join(folder, "run", "report.html"), "utf8")).toContain("auto chose gp: 3 trials");
  const { out } = await espalier(folder, "trials", "run", "--json");
  const origins = JSON.parse(out).map(({ origin }: { origin: string }) => origin);
  expect(origins[0]).toContain("auto chose gp");
  expect(origins[1]).toBe("gp: start");
});

test("espalier search evolves networks of the neat space, and exports one", async () => {
  const folder = await tempFolder();
  const space = ["--space", "neat", "--space-option", "inputs=13", "--space-option", "outputs=3"];
  const linear = ["--space-option", "output=linear"];
  const { code, err } = await espalier(folder, "search", "wine", ...space, ...linear, ...small, "--out", "run");

  expect(err).toContain("auto chose neat: 3 trials in an infinite space");
  expect(code).toBe(0);
  const { out } = await espalier(folder, "evaluate", join("run", "best.onnx"), "wine", "--json");
  expect(JSON.parse(out).accuracy).toBeGreaterThanOrEqual(0);
});

test.each([
  ["neat", "mlp", /without addNode\(\), expected the neat space for strategy neat/],
  ["gp", "neat", /without toIndices\(\), expected a parametric space for strategy gp/],
])("espalier search refuses strategy %s on space %s in a sentence", async (strategy, space, message) => {
  const folder = await tempFolder();
  const sizes = space === "neat" ? ["--space-option", "inputs=13", "--space-option", "outputs=3"] : [];
  const { code, err } = await espalier(folder, "search", "wine", "--strategy", strategy, "--space", space, ...sizes);

  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test("espalier bench run tells auto the budget, and the page what it chose", async () => {
  const folder = await tempFolder();
  const run = ["bench", "run", "--benchmark", "synthetic", "--seeds", "2", "--budget", "5,15", "--processes", "1"];
  const { code, out } = await espalier(folder, ...run, "--strategies", "auto", "--out", "results");

  expect(code).toBe(0);
  expect(out.match(/^auto +(5|15) +2 /gm)).toHaveLength(2);
  expect(await readFile(join(folder, "results", "comparison.html"), "utf8")).toContain(
    "auto chose gp: 15 trials in a space of 15,625 with one objective",
  );
});
