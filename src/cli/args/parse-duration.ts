/** @file Durations as people write them: 90s, 10m, 1h30m. */
import { InputError } from "../../base/index.ts";

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a duration in milliseconds: numbers with the units ms, s, m, h and d, largest unit first as in `1h30m`; a number
 * alone counts seconds.
 *
 * @param label  What is read, for the error text.
 * @throws {InputError} if the text is no duration above 0.
 */
export function parseDuration(label: string, text: string): number {
  const total = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : sumOfParts(text);
  if (total > 0 && Number.isFinite(total)) return total;
  throw new InputError(`Cannot read ${label}: found "${text}", expected a duration above 0 such as 90s, 10m or 1h30m`);
}

function sumOfParts(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy)];
  const lengths = parts.map(([, , unit]) => unitsMs[unit as string] as number);
  const isWhole = parts.map(([part]) => part).join("") === text;
  const isDescending = lengths.every((length, i) => i === 0 || length < (lengths[i - 1] as number));
  if (!isWhole || !isDescending) return Number.NaN;
  return parts.reduce((sum, [, amount], i) => sum + Number(amount) * (lengths[i] as number), 0);
}
