/** @file How much memory each worker process may take. */
import { freemem, totalmem } from "node:os";

/** A worker before it trains: Node, the runtime's library and the program. */
export const WORKER_BYTES: number = 112 * 2 ** 20;

/**
 * The memory there is, shared out among processes: the least of what the machine has free, the limit of the container
 * that the process runs in, and `memoryBytes`.
 */
export function memoryShare(workers: number, memoryBytes: number = Number.POSITIVE_INFINITY): number {
  // What macOS calls free leaves out all that it would give back when asked.
  const free = process.platform === "darwin" ? totalmem() : freemem();
  const contained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.floor(Math.min(free, contained, memoryBytes) / workers);
}
