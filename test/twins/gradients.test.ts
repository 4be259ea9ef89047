/** @file Every gradient of the training workloads against PyTorch, from the same weights and examples. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { drawStart, startWorkload } from "../../bench/versus/run-workload.ts";
import { sharedTwins, twinOf } from "../../bench/versus/twin-of.ts";
import { type Workload, workloads } from "../../bench/versus/workloads.ts";
import { writeStart } from "../../bench/versus/write-start.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { sizeOf } from "../../src/tensor/index.ts";
import { missingTwins, python } from "./pytorch.ts";

/**
 * Examples of a step. A ReLU has no derivative at zero, and an input there may be on either side after rounding: of 64
 * images PyTorch's own gradients in float32 and in float64 differ by up to 1.7e-3 of the largest for that reason. Of the
 * examples of this seed no input of a ReLU is closer to zero than `margin`, many times its rounding error.
 */
const examples: Readonly<Record<string, number>> = { resnet: 2, nb201: 2, mobile: 2, lm: 16, mlp: 8, lstm: 32 };
const [seed, margin] = [28, 5e-6];

/**
 * Largest difference in a parameter's gradient, in units of its largest element, or of `floor` times the largest of the
 * network if that is more: gradients of what a batch normalisation undoes are zero but for rounding.
 */
const [tolerance, floor] = [1e-3, 1e-3];

const names = Object.keys(workloads);
const folder = mkdtempSync(join(tmpdir(), "espalier-gradients-"));
const margins = new Map<string, number | null>();

beforeAll(() => {
  if (missingTwins) return;
  for (const name of names) writeStart(folder, name, drawStart(workloadOf(name), seed));
  const script = fileURLToPath(new URL("gradients.py", import.meta.url));
  const jobs = names.map((name) => `${name}=${examples[name]}`);
  const output = execFileSync(python, [script, sharedTwins, twinOf("lstm") as string, folder, ...jobs], {
    encoding: "utf8",
  });
  for (const line of output.trim().split("\n")) {
    const twin = JSON.parse(line) as { workload: string; margin: number | null };
    margins.set(twin.workload, twin.margin);
  }
});

test.for(names)("trainingStep() has the gradients of PyTorch on %s", async (name, { skip }) => {
  if (missingTwins) skip(missingTwins);
  const workload = workloadOf(name);
  await using running = await startWorkload(workload, createNodeEngine(), drawStart(workload, seed));

  await running.step();

  // Without momentum and decay the optimiser's vector is the gradient.
  const ours = running.slot("momentum");
  const theirs = floats(join(folder, `${name}.gradients.f32`));
  expect(theirs).toHaveLength(ours.length);
  const largest = largestOf(theirs);
  const errors: Record<string, number> = {};
  let offset = 0;
  for (const parameter of workload.network.parameters) {
    const end = offset + sizeOf(parameter.shape);
    const expected = theirs.subarray(offset, end);
    const difference = largestOf(expected.map((value, i) => value - (ours[offset + i] as number)));
    errors[parameter.name] = difference / Math.max(largestOf(expected), floor * largest);
    offset = end;
  }
  expect(Object.entries(errors).filter(([, error]) => !(error <= tolerance))).toEqual([]);
  expect(margins.get(name) ?? 1).toBeGreaterThan(margin);
});

function workloadOf(name: string): Workload {
  const create = workloads[name] as (typeof workloads)[string];
  return { ...create(examples[name]), optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 } };
}

function largestOf(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function floats(file: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
