/** @file The first losses of the training workloads against their PyTorch twins, from the same weights and examples. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startWorkload } from "../../bench/versus/run-workload.ts";
import { sharedTwins, twinOf } from "../../bench/versus/twin-of.ts";
import { workloads } from "../../bench/versus/workloads.ts";
import { createNodeEngine } from "../../src/engine/index.ts";

const python = "/usr/bin/python3";
const missing = whatIsMissing();

test.for(Object.keys(workloads))("trainingStep() has the losses of PyTorch on %s", async (name, { skip }) => {
  if (missing) skip(missing);
  const twin = twinOf(name);
  if (!twin) return skip(`skipped: ${sharedTwins} is not there`);
  const folder = mkdtempSync(join(tmpdir(), "espalier-twins-"));
  await using running = await startWorkload((workloads[name] as (typeof workloads)[string])(), createNodeEngine());
  writeFileSync(join(folder, `${name}.f32`), running.weights);
  if (running.examples) writeFileSync(join(folder, `${name}.x.f32`), running.examples);
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

function whatIsMissing(): string | undefined {
  try {
    execFileSync(python, ["-c", "import torch"], { stdio: "ignore" });
    return undefined;
  } catch {
    return `skipped: ${python} has no PyTorch`;
  }
}
