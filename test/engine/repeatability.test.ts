import { expect, test } from "vitest";
import { startWorkload } from "../../bench/versus/run-workload.ts";
import { workloads } from "../../bench/versus/workloads.ts";
import { hashBytes } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";

/** Losses of three steps from a fresh session, and a hash of the parameters after them. */
async function trained(name: string, threads: number): Promise<readonly unknown[]> {
  const workload = workloads[name]?.(4);
  if (!workload) throw new Error(`there is no workload ${name}`);
  await using running = await startWorkload(workload, createNodeEngine({ threads }));
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) losses.push(await running.step());
  const { buffer, byteOffset, byteLength } = running.slot("params");
  return [losses, hashBytes(new Uint8Array(buffer, byteOffset, byteLength))];
}

test.each(["resnet", "nb201", "mobile", "lm", "mlp"])(
  "training %s is bitwise equal over three fresh sessions each of one and two threads",
  async (name) => {
    const first = await trained(name, 1);

    const [losses] = first as [number[]];
    expect(new Set(losses).size).toBe(3);
    for (const threads of [1, 1, 2, 2, 2]) expect(await trained(name, threads)).toEqual(first);
  },
);
