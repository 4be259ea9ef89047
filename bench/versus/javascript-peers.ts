/** @file JavaScript engines as peers: each training is a process that waits between its rounds. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Job, Peer, Training } from "./peer.ts";

interface Answer {
  readonly error?: string;
  readonly losses: readonly number[];
  readonly perSecond: number;
}

const folder = fileURLToPath(new URL("peers-js/", import.meta.url));

/** @param seconds  How long a round may take, once it has done a step. */
export function javascriptPeers(seconds: number): Peer[] {
  const peer = (name: string, script: string, title: string, backend: string, packageName: string): Peer => {
    const manifest = `${folder}node_modules/${packageName}/package.json`;
    const there = existsSync(manifest);
    const version = there ? ` ${(JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version}` : "";
    return {
      name,
      title: `${title}${version} ${backend}`,
      workloads: backend === "wasm+gradient" ? ["resnet"] : ["resnet", "mlp"],
      singleThreaded: true,
      missing: there ? undefined : `${packageName} is not installed, see docs/performance.md`,
      start: (job) => start(`${folder}${script}`, backend, seconds, job),
    };
  };
  return [
    peer("tfjs-cpu", "tfjs.mjs", "tensorflow.js", "cpu", "@tensorflow/tfjs"),
    peer("tfjs-wasm", "tfjs.mjs", "tensorflow.js", "wasm", "@tensorflow/tfjs-backend-wasm"),
    peer("tfjs-wasm-gradient", "tfjs.mjs", "tensorflow.js", "wasm+gradient", "@tensorflow/tfjs-backend-wasm"),
    peer("jax-js", "jax.mjs", "jax-js", "wasm", "@jax-js/jax"),
  ];
}

async function start(script: string, backend: string, seconds: number, job: Job): Promise<Training> {
  const child = fork(script, [job.workload, "--weights", job.folder, "--backend", backend], {
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const answer = async (): Promise<Answer> => {
    const [said] = await Promise.race([once(child, "message"), once(child, "exit")]);
    const heard: Answer = typeof said === "object" && said ? said : { error: `it ended with ${said}` };
    if (!heard.error) return heard;
    child.kill();
    throw new Error(heard.error);
  };
  const losses = [...(await answer()).losses];
  return {
    losses,
    async round() {
      child.send({ seconds });
      const { losses: further, perSecond } = await answer();
      losses.push(...further);
      return perSecond;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
    },
  };
}
