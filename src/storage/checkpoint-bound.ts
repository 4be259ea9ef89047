/** @file How much room the checkpoints of a study take. */

/** Bytes that the checkpoints of a study take together at most. */
export const CHECKPOINT_BYTES: number = 2 ** 30;

export interface KeptCheckpoint {
  readonly trial: number;
  /** Bytes. */
  readonly size: number;
}

/** Returns the checkpoints to drop, so that the others, those of the latest trials, take at most `bytes` together. */
export function checkpointsToDrop<T extends KeptCheckpoint>(kept: readonly T[], bytes: number = CHECKPOINT_BYTES): T[] {
  let total = 0;
  return kept
    .toSorted((a, b) => b.trial - a.trial)
    .filter(({ size }) => {
      total += size;
      return total > bytes;
    });
}
