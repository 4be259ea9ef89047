/** @file The Python that has PyTorch, or why the twins cannot run. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { sharedTwins } from "../../bench/versus/twin-of.ts";

export const python = "/usr/bin/python3";

/** Why no twin can be run here; undefined if all can. */
export const missingTwins: string | undefined = whatIsMissing();

function whatIsMissing(): string | undefined {
  if (!existsSync(sharedTwins)) return `skipped: ${sharedTwins} is not there`;
  try {
    execFileSync(python, ["-c", "import torch"], { stdio: "ignore" });
    return undefined;
  } catch {
    return `skipped: ${python} has no PyTorch`;
  }
}
