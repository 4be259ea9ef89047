/** @file What a peer starts from, as files: the weights and examples of a workload. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorkloadStart } from "./run-workload.ts";

/** Writes `⟨name⟩.f32`, all weights in order, and, unless the examples are text, `⟨name⟩.x.f32`, little-endian floats. */
export function writeStart(folder: string, name: string, { weights, x }: WorkloadStart): void {
  writeFileSync(join(folder, `${name}.f32`), weights);
  if (x.dtype === "float32") writeFileSync(join(folder, `${name}.x.f32`), x.data);
}
