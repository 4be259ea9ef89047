/** @file Loads the data a command names, and refuses options that would do nothing. */
import { InputError } from "../../base/index.ts";
import { type Dataset, dataSources, loadDataset } from "../../data/index.ts";
import { type DataValues, toLoadOptions } from "./data-options.ts";

const ofFiles = { label: "--label", task: "--task", imageSize: "--image-size" } as const;

/**
 * Loads a data set by name or path.
 *
 * @throws {InputError} if an option says how to read a file, and the data are known by name.
 * @throws {EspalierError} what `loadDataset` throws.
 */
export async function loadData(data: string, options: Partial<DataValues>): Promise<Dataset> {
  const isNamed = dataSources.some(({ name }) => name === data);
  const idle = Object.entries(ofFiles).find(([key]) => isNamed && options[key as keyof typeof ofFiles] !== undefined);
  if (idle) {
    throw new InputError(`Cannot use ${idle[1]} with ${data}: it is read in its own way, expected a path of your data`);
  }
  return loadDataset(data, toLoadOptions(options));
}
