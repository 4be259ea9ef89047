/** @file Tells a worker process that was killed from outside from one that its trial brought down. */
import { EngineError } from "../../base/index.ts";

/** The worker process was ended by somebody else, such as a user or a system short of memory. */
export class WorkerKilledError extends EngineError {}

/** Signals that a process brings upon itself: by a fault of its code, or a limit that it ran into. */
const own: ReadonlySet<string> = new Set([
  ...["SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP", "SIGXCPU", "SIGXFSZ"],
]);

/** True for a signal that says nothing of what the process did: it would have ended whatever its trial. */
export function isFromOutside(signal: string | null): boolean {
  return signal !== null && !own.has(signal);
}
