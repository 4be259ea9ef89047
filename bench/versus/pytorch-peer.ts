/** @file PyTorch as a peer: each round is a process of its own, a Python script that trains the twin. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import type { Job, Peer, Training } from "./peer.ts";
import { twinOf } from "./twin-of.ts";
import { workloads } from "./workloads.ts";

const run = promisify(execFile);

/** @param twins  The script with the twins that are not in `peers/`. */
export async function pytorchPeer(python: string, twins: string): Promise<Peer> {
  const version = await run(python, ["-c", "import torch; print(torch.__version__)"]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  const noTwins = existsSync(twins) ? undefined : `${twins} is not there`;
  return {
    name: "pytorch",
    title: version ? `pytorch ${version}` : "pytorch",
    workloads: Object.keys(workloads),
    singleThreaded: false,
    missing: version ? noTwins : `${python} cannot import torch`,
    start: async (job) => training(python, twinOf(job.workload, twins) as string, job),
  };
}

function training(python: string, twin: string, { workload, threads, folder }: Job): Training {
  const losses: number[] = [];
  return {
    losses,
    async round() {
      const args = [twin, workload, "--threads", String(threads), "--iterations", "20", "--weights", folder];
      const { stdout } = await run(python, args);
      const result = JSON.parse(stdout) as { per_second: number; losses: number[] };
      if (losses.length === 0) losses.push(...result.losses);
      return result.per_second;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
