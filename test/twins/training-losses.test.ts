/** @file The first losses of the training workloads against their PyTorch twins, from the same weights and examples. */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startWorkload } from "../../bench/versus/run-workload.ts";
import { twinOf } from "../../bench/versus/twin-of.ts";
import { workloads } from "../../bench/versus/workloads.ts";
import { writeStart } from "../../bench/versus/write-start.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { missingTwins, python } from "./pytorch.ts";

test.for(Object.keys(workloads))("trainingStep() has the losses of PyTorch on %s", async (name, { skip }) => {
  if (missingTwins) skip(missingTwins);
  const twin = twinOf(name) as string;
  const folder = mkdtempSync(join(tmpdir(), "espalier-twins-"));
  await using running = await startWorkload((workloads[name] as (typeof workloads)[string])(), createNodeEngine());
  writeStart(folder, name, running.start);
  const output = execFileSync(python, [twin, name, "--threads", "1", "--iterations", "1", "--weights", folder], {
    encoding: "utf8",
  });
  const expected = (JSON.parse(output) as { losses: number[] }).losses;

  const losses: number[] = [];
  for (let i = 0; i < expected.length; i++) losses.push(await running.step());

  expect(expected).toHaveLength(5);
  losses.forEach((loss, i) => {
    expect(Math.abs(loss - (expected[i] as number))).toBeLessThan(2e-4);
  });
});
