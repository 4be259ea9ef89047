/** @file Loads data as a model takes them: a table's columns and label are those it was trained on, not guessed anew. */
import { type Dataset, dataFormats, dataSources, type LoadOptions, loadDataset } from "../../data/index.ts";
import type { ModelInfo } from "../../export/index.ts";
import { type DataValues, toLoadOptions } from "../options/data-options.ts";

/**
 * @param info  Of the model; null if it says nothing of itself.
 * @throws {EspalierError} what `loadDataset` throws, as for a column that the table has not.
 */
export function loadForModel(info: ModelInfo | null, data: string, options: Partial<DataValues>): Promise<Dataset> {
  return loadDataset(data, { ...(isTable(data) ? knownOf(info) : {}), ...toLoadOptions(options) });
}

function knownOf(info: ModelInfo | null): LoadOptions {
  if (info?.input.columns === undefined) return {};
  const { task, dataset, input } = info;
  return { columns: input.columns, task, ...(dataset.target !== undefined && { label: dataset.target }) };
}

function isTable(data: string): boolean {
  const isName = dataSources.some(({ name }) => name === data);
  return !isName && dataFormats.find((format) => format.accepts(data, null))?.name === "csv";
}
