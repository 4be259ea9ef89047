/** @file Means and deviations of the training part, so that validation and test stay unseen. */
import type { Dataset, Standardization } from "./dataset.ts";

/** Float32 keeps about 7 digits: a spread below that share of the mean is rounding, not information. */
const FLOAT32_RESOLUTION = 1e-7;

/**
 * Measures mean and population standard deviation per channel over some rows of a row-major array.
 *
 * @param values  Shape [count, channels, area]; a table has area 1.
 * @param rows  Which of the rows count, normally the training part.
 * @returns One mean and std per channel, numbers that float32 holds, so that an exported model standardises by the same
 *   ones; a std of 0 becomes 1, so that a constant channel maps to 0.
 * Two passes in double precision: O(rows · channels · area).
 */
export function measureStandardization(
  values: Dataset["examples" | "targets"],
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
  values: Dataset["examples" | "targets"],
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
