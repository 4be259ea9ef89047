/** @file In words: what a trial owes to an earlier one of the same architecture. */
import type { TrialRecord } from "../storage/index.ts";

/** Says which trial's training this one continues, and from where; "" where it began by itself. */
export function continuationText({ continues, curve }: Pick<TrialRecord, "continues" | "curve">): string {
  if (continues === null) return "";
  const [first] = curve;
  if (first === undefined) return `continues trial ${continues}`;
  if (first.step > 1) return `continues trial ${continues} from epoch ${first.step}`;
  return `continues trial ${continues}, trained anew without its checkpoint`;
}
