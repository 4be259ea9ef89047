/** @file Names of workers, and whether the process behind a name still lives. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { printable } from "../base/index.ts";
import { type Place, startOf, thisPlace } from "./machine-id.ts";

/** Workers of this process that are at work; one that ended is dead although its process lives on. */
const workersHere = new Set<string>();

/** What can be known of a worker from here: one of another machine may be either. */
export type WorkerLife = "living" | "dead" | "unknown";

/** What the name of a worker says. */
export interface WorkerName extends Place {
  readonly pid: number;
  /** As `startOf` tells it. */
  readonly start: string;
  readonly host: string;
}

/** Makes a name that no other worker anywhere has, and counts it as living until `endWorker`. */
export function startWorker(): string {
  const { pid } = process;
  const worker = formatWorker({ ...thisPlace(), pid, start: startOf(pid), host: hostname() });
  workersHere.add(worker);
  return worker;
}

export function endWorker(worker: string): void {
  workersHere.delete(worker);
}

/** Writes a name `2:machine:boot:numbers:pid:start:random:host`. */
export function formatWorker({ machine, boot, numbers, pid, start, host }: WorkerName): string {
  return ["2", machine, boot, numbers, pid, start, randomUUID(), host].join(":");
}

/**
 * Tells whether a worker lives: looks the process up where it is one that can be seen from here. Equal host names say
 * nothing: machines are told apart by what they call themselves inside, and by when they were started.
 */
export function lifeOf(worker: string): WorkerLife {
  const name = parseWorker(worker);
  if (name === undefined) return "unknown";
  const here = thisPlace();
  if (name.boot !== here.boot) {
    // The same machine, started again since: nothing of before lives. Of another machine nothing is known.
    return name.machine === here.machine && name.boot !== "-" && here.boot !== "-" ? "dead" : "unknown";
  }
  // Where the system does not tell when it was started, a machine is known by its names alone.
  if (name.numbers !== here.numbers || (here.boot === "-" && name.machine !== here.machine)) return "unknown";
  const start = startOf(name.pid);
  if (name.start !== "-" && name.start !== start) return "dead";
  if (name.pid === process.pid) return workersHere.has(worker) ? "living" : "dead";
  return isProcess(name.pid) ? "living" : "dead";
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Names a worker in a message: "process 12 of this machine". */
export function describeWorker(worker: string): string {
  const name = parseWorker(worker);
  const { pid, host } = name ?? parseOldWorker(worker);
  const here = thisPlace();
  const isHere = name?.boot === here.boot && name.machine === here.machine;
  return `process ${pid} of ${isHere ? "this machine" : `machine ${printable(host, 80)}`}`;
}

/** Reads a name; undefined for one of another form, such as those of earlier versions. */
function parseWorker(worker: string): WorkerName | undefined {
  const [version, machine, boot, numbers, digits = "", start, random, ...host] = worker.split(":");
  if (version !== "2" || !machine || !boot || !numbers || !start || !random) return undefined;
  const pid = Number(digits);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { machine, boot, numbers, pid, start, host: host.join(":") };
}

/** Names were `host:pid:random`: of a worker with such a name nothing more can be known. */
function parseOldWorker(worker: string): Pick<WorkerName, "pid" | "host"> {
  const parts = worker.split(":");
  return { host: parts.slice(0, -2).join(":"), pid: Number(parts.at(-2)) };
}
