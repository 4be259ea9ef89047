/** @file Loads the data a command names. */
import { type Dataset, loadDataset } from "../../data/index.ts";
import { type DataValues, toLoadOptions } from "./data-options.ts";

/**
 * Loads a data set by name or path.
 *
 * @throws {EspalierError} what `loadDataset` throws, as for an option that would do nothing.
 */
export function loadData(data: string, options: Partial<DataValues>): Promise<Dataset> {
  return loadDataset(data, toLoadOptions(options));
}
