/** @file Turns rows of a table into standardised features. On the training hot path: no allocation per example. */
import type { Dataset, Standardization } from "./dataset.ts";
import { featureOf, type TableEncoding } from "./table-encoding.ts";

/**
 * Writes the features of some rows, standardised in double precision and narrowed last.
 *
 * @param cells  Row-major, [rows, columns].
 * @param out  Row-major, [indices.length, features].
 */
export function gatherFeatures(
  cells: Dataset["examples"],
  indices: Int32Array,
  { columns, features, dtype }: TableEncoding,
  { mean, std }: Standardization,
  out: Float32Array,
): void {
  const [from, to] = [columns.length, features.length];
  const isSingle = dtype === "float32";
  features.forEach((feature, f) => {
    const offset = mean[f] as number;
    const scale = 1 / (std[f] as number);
    const fill = feature.kind === "value" ? feature.fill : 0;
    for (let n = 0; n < indices.length; n++) {
      const read = cells[(indices[n] as number) * from + feature.column] as number;
      const cell = isSingle ? Math.fround(read) : read;
      // Numbers are most of most tables, so they go without a call.
      const value = feature.kind !== "value" ? featureOf(feature, cell) : Number.isNaN(cell) ? fill : cell;
      out[n * to + f] = (value - offset) * scale;
    }
  });
}
