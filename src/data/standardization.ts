/** @file Means and deviations of the training part, so that validation and test stay unseen: of images, and of series of numbers. */
import type { Dataset, Standardization } from "./dataset.ts";

/** Float32 keeps about 7 digits: a spread below that share of the mean is rounding, not information. */
const FLOAT32_RESOLUTION = 1e-7;
/** The same of float64, which keeps about 16 digits. */
const FLOAT64_RESOLUTION = 1e-15;
/** Rounding to float32 may move a number by this share of the deviation. */
const ALLOWED_ROUNDING = 1e-4;

/** Mean and population standard deviation of one series. */
export interface Spread {
  readonly mean: number;
  readonly std: number;
}

/**
 * Measures a series in double precision, about its first number, so that a large offset costs no digits.
 *
 * @param source  The array the numbers came from: what float32 rounded is no information below its resolution.
 * @returns A std of 0, or one that is rounding alone, becomes 1, so that a constant series maps to 0.
 */
export function measureSeries(count: number, at: (index: number) => number, source?: ArrayLike<number>): Spread {
  const first = at(0);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += at(i) - first;
  const mean = first + sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (at(i) - mean) ** 2;
  const std = Math.sqrt(squares / count);
  const resolution = source instanceof Float32Array ? FLOAT32_RESOLUTION : FLOAT64_RESOLUTION;
  return { mean, std: std > resolution * Math.abs(mean) ? std : 1 };
}

/** True if float32 holds numbers up to a magnitude well enough next to their deviation. */
export function heldByFloat32(greatest: number, { std }: Spread): boolean {
  return greatest < 1e38 && std > 1e-30 && greatest * 2 ** -24 <= ALLOWED_ROUNDING * std;
}

/** The same numbers as float32 holds them, so that an exported model standardises by the same ones. */
export function rounded({ mean, std }: Spread): Spread {
  return { mean: Math.fround(mean), std: Math.fround(std) };
}

/**
 * Measures regression targets per column, [count, outputs], over some rows; rounded to float32 where that holds them.
 */
export function measureTargets(targets: Dataset["targets"], rows: Int32Array, outputs: number): Standardization {
  const spreads = Array.from({ length: outputs }, (_, k) => {
    return measureSeries(rows.length, (r) => targets[(rows[r] as number) * outputs + k] as number, targets);
  });
  const isSingle = targetsHeldByFloat32({ mean: spreads.map(({ mean }) => mean), std: spreads.map(({ std }) => std) });
  const kept = isSingle ? spreads.map(rounded) : spreads;
  return { mean: kept.map(({ mean }) => mean), std: kept.map(({ std }) => std) };
}

/** True if float32 holds predictions about these means well enough. */
export function targetsHeldByFloat32({ mean, std }: Standardization): boolean {
  return mean.every((middle, k) => {
    const spread = { mean: middle, std: std[k] as number };
    // Predictions stray; four deviations are nearly all of them.
    return heldByFloat32(Math.abs(middle) + 4 * spread.std, spread);
  });
}

/**
 * Measures mean and population standard deviation per channel of images over some rows of a row-major array.
 *
 * @param values  Shape [count, channels, area].
 * @param rows  Which of the rows count, normally the training part.
 * @returns One mean and std per channel, numbers that float32 holds, so that an exported model standardises by the same
 *   ones; a std of 0 becomes 1, so that a constant channel maps to 0.
 * Two passes in double precision: O(rows · channels · area).
 */
export function measureStandardization(
  values: Dataset["examples"],
  rows: Int32Array,
  channels: number,
  area: number,
): Standardization {
  const count = rows.length * area;
  const mean = sumPerChannel(values, rows, channels, area, null).map((sum) => Math.fround(sum / count));
  const std = sumPerChannel(values, rows, channels, area, mean).map((sum, channel) => {
    const deviation = Math.fround(Math.sqrt(sum / count));
    return deviation > FLOAT32_RESOLUTION * Math.abs(mean[channel] as number) ? deviation : 1;
  });
  return { mean, std };
}

/** Sums the values, or with `centre` their squared distances from it. */
function sumPerChannel(
  values: Dataset["examples"],
  rows: Int32Array,
  channels: number,
  area: number,
  centre: readonly number[] | null,
): number[] {
  return Array.from({ length: channels }, (_, channel) => {
    const middle = centre?.[channel];
    let total = 0;
    for (let r = 0; r < rows.length; r++) {
      const start = ((rows[r] as number) * channels + channel) * area;
      for (let i = start; i < start + area; i++) {
        const value = values[i] as number;
        total += middle === undefined ? value : (value - middle) ** 2;
      }
    }
    return total;
  });
}
