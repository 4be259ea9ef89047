/** @file Says whether the memory of a long run grows. */
import { quantile } from "../../src/base/index.ts";

export interface Growth {
  readonly isFlat: boolean;
  /** Upper ends of the second and of the last fifth of the run, MiB. */
  readonly settledMiB: number;
  readonly endMiB: number;
  readonly text: string;
}

/** The allocator's noise. */
const ALLOWED = 1.1;

/**
 * Compares the last fifth of a run with the second one; the first is the warm-up. The upper ends of both, as peaks count
 * and the garbage collector comes when it likes.
 *
 * @param residentMiB  Resident memory in the order of time, at least 10 times.
 */
export function growthOf(residentMiB: readonly number[]): Growth {
  const fifth = Math.floor(residentMiB.length / 5);
  const settledMiB = Math.round(quantile(residentMiB.slice(fifth, 2 * fifth), 0.95));
  const endMiB = Math.round(quantile(residentMiB.slice(-fifth), 0.95));
  const isFlat = endMiB <= settledMiB * ALLOWED;
  const text = `${isFlat ? "flat" : "GROWING"}: ${settledMiB} MiB after the warm-up, ${endMiB} MiB at the end`;
  return { isFlat, settledMiB, endMiB, text };
}
