/** @file Names of workers, and whether the process behind a name still lives. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** Workers of this process that are at work; one that ended is dead although its process lives on. */
const workersHere = new Set<string>();

/** What can be known of a worker from here: one of another machine may be either. */
export type WorkerLife = "living" | "dead" | "unknown";

/** Makes a name `host:pid:random` and counts it as living until `endWorker`. */
export function startWorker(): string {
  const worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  workersHere.add(worker);
  return worker;
}

export function endWorker(worker: string): void {
  workersHere.delete(worker);
}

/** Tells whether a worker lives: looks the process up where it is one of this machine. */
export function lifeOf(worker: string): WorkerLife {
  const { host, pid } = partsOf(worker);
  if (host !== hostname() || !Number.isSafeInteger(pid) || pid <= 0) return "unknown";
  if (pid === process.pid) return workersHere.has(worker) ? "living" : "dead";
  try {
    process.kill(pid, 0);
    return "living";
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "living" : "dead";
  }
}

/** Names a worker in a message: "process 12 of this machine". */
export function describeWorker(worker: string): string {
  const { host, pid } = partsOf(worker);
  return `process ${pid} of ${host === hostname() ? "this machine" : `machine ${host}`}`;
}

function partsOf(worker: string): { host: string; pid: number } {
  const parts = worker.split(":");
  return { host: parts.slice(0, -2).join(":"), pid: Number(parts.at(-2)) };
}
