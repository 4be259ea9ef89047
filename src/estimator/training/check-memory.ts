/** @file Refuses a training that does not fit the memory there is. */
import { MemoryError } from "../../base/index.ts";

/**
 * Checks an estimate against a limit.
 *
 * @throws {MemoryError} naming both, and what to change.
 */
export function checkMemory(neededBytes: number, limitBytes: number, batchSize: number): void {
  if (neededBytes <= limitBytes) return;
  throw new MemoryError(
    `Cannot train network: with batches of ${batchSize} it needs about ${mib(neededBytes)}, expected at most ${mib(Math.max(0, limitBytes))} (the memory left for training; take a smaller batchSize, fewer workers or smaller networks, or raise memoryBytes)`,
  );
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
