/** @file Where the PyTorch twin of a workload is. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The twins of most workloads, beside the project. */
export const sharedTwins: string = fileURLToPath(new URL("../../../shared/peers/training_steps.py", import.meta.url));

/** The script that trains the workload's twin: one of our own in `peers/`, else `others`; undefined where it is not there. */
export function twinOf(workload: string, others: string = sharedTwins): string | undefined {
  const own = fileURLToPath(new URL(`peers/${workload}.py`, import.meta.url));
  return [own, others].find((script) => existsSync(script));
}
