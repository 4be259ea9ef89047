/** @file Brings data into the order of a model: columns and classes by name, categories by text. */
import type { ModelError } from "../base/index.ts";
import type { Dataset, Rows, TableColumn, Task } from "../data/index.browser.ts";
import { fillCells } from "./fill-cells.ts";
import { quoted } from "./in-words.ts";
import { cellMapper } from "./map-cells.ts";
import type { ModelInfo } from "./model-info.ts";
import { mismatch } from "./model-ports.ts";
import { inputType } from "./trained-model.ts";

/** The examples of a data set as a model takes them. */
export interface AlignedData extends Rows {
  readonly name: string;
  /** Where each example came from, where that is known. */
  readonly names?: readonly string[];
  /** Kind, labels and outputs of the model; `inputShape` is that of its input, so of a table [columns]. */
  readonly task: Task;
  readonly warnings: readonly string[];
}

/** The examples as they are, for a model that says nothing of itself. */
export function rawData(dataset: Dataset): AlignedData {
  const { name, names, task, examples, targets } = dataset;
  const count = task.kind === "classification" ? targets.length : targets.length / task.outputs;
  const shape = inputType(dataset).shape;
  return {
    name,
    ...(names && { names }),
    task: { ...task, inputShape: shape },
    examples,
    targets,
    count,
    warnings: [],
  };
}

/**
 * Reorders columns and classes by their names to those of the model, and categories by their texts. Columns the model
 * does not know are left out with a warning; so are categories, which then count as unknown ones.
 *
 * @throws {ModelError} if the data lack columns or hold classes the model has not, or are of another kind.
 */
export function alignData(dataset: Dataset, info: ModelInfo): AlignedData {
  const raw = rawData(dataset);
  const warnings: string[] = [];
  const { targets, task } = alignTargets(raw, info, warnings);
  const aligned = alignColumns(dataset, info, warnings);
  const { cells: examples, warnings: gaps } = fillCells(aligned, info.input);
  const inputShape = info.input.columns === undefined ? raw.task.inputShape : info.input.shape;
  return { ...raw, examples, targets, task: { ...task, inputShape }, warnings: [...warnings, ...gaps] };
}

function alignTargets(
  { name, task, targets }: AlignedData,
  info: ModelInfo,
  warnings: string[],
): { targets: Dataset["targets"]; task: Task } {
  if (info.task !== task.kind) throw mismatch(`it was trained for ${info.task}`, `${task.kind} as in ${name}`);
  const aligned: Task = { ...task, labels: info.labels, outputs: info.labels.length };
  const places = task.labels.map((label) => info.labels.indexOf(label));
  if (task.kind === "classification") {
    const unknown = task.labels.filter((_, k) => places[k] === -1);
    if (unknown.length > 0) {
      throw mismatch(
        `its classes are ${quoted(info.labels)}`,
        `those of ${name}: ${quoted(task.labels)}; it does not know ${quoted(unknown)}`,
      );
    }
    const absent = info.labels.filter((label) => !task.labels.includes(label));
    if (absent.length > 0) warnings.push(`the data have no example of the model's ${quoted(absent)}`);
    return { task: aligned, targets: Int32Array.from(targets, (target) => places[target] as number) };
  }
  // One target needs no name to be found.
  if (task.outputs !== aligned.outputs || (task.outputs > 1 && places.includes(-1))) {
    throw mismatch(`it predicts ${quoted(info.labels)}`, `the targets of ${name}: ${quoted(task.labels)}`);
  }
  if (places.includes(-1)) {
    warnings.push(`the model predicts ${quoted(info.labels)}, scored against ${quoted(task.labels)}`);
    return { task: aligned, targets };
  }
  const sources = info.labels.map((label) => task.labels.indexOf(label));
  if (sources.every((source, k) => source === k)) return { task: aligned, targets };
  const reordered = Float64Array.from({ length: targets.length }, (_, i) => {
    const [row, k] = [Math.floor(i / task.outputs), i % task.outputs];
    return targets[row * task.outputs + (sources[k] as number)] as number;
  });
  return { task: aligned, targets: reordered };
}

function alignColumns(
  { name, examples, encoding }: Dataset,
  { input }: ModelInfo,
  warnings: string[],
): Dataset["examples"] {
  if (encoding === null) {
    if (input.columns === undefined) return examples;
    throw mismatch(`it takes ${input.columns.length} columns of a table`, `images as in ${name}`);
  }
  if (input.columns === undefined) {
    if (input.layout === "NF") {
      warnings.push(
        "the model names no columns, as an earlier version wrote it: they are taken in the order of the data",
      );
    }
    return examples;
  }
  const sources = findColumns(name, encoding.columns, input.columns);
  const extra = encoding.columns.filter((_, c) => !sources.includes(c)).map((column) => column.name);
  if (extra.length > 0) warnings.push(`the model does not take ${quoted(extra)}: left out`);
  const mappers = input.columns.map((column, c) =>
    cellMapper(encoding.columns[sources[c] as number] as TableColumn, column),
  );
  if (extra.length === 0 && sources.every((source, c) => source === c) && mappers.every(({ isSame }) => isSame)) {
    return examples;
  }
  const width = input.columns.length;
  const rows = examples.length / encoding.columns.length;
  const aligned = new Float64Array(rows * width);
  mappers.forEach((mapper, c) => {
    const source = sources[c] as number;
    for (let r = 0; r < rows; r++) {
      aligned[r * width + c] = mapper.map(examples[r * encoding.columns.length + source] as number);
    }
    const warning = mapper.warning();
    if (warning !== undefined) warnings.push(warning);
  });
  return aligned;
}

/** Index of the data's column for each of the model. */
function findColumns(name: string, found: readonly TableColumn[], wanted: readonly TableColumn[]): number[] {
  const places = new Map(found.map((column, c) => [column.name, c]));
  const sources = wanted.map((column) => places.get(column.name) ?? -1);
  const missing = wanted.filter((_, c) => sources[c] === -1).map((column) => column.name);
  if (missing.length > 0) throw missingColumns(missing, name, found);
  return sources;
}

function missingColumns(missing: readonly string[], name: string, found: readonly TableColumn[]): ModelError {
  return mismatch(
    `it takes ${missing.length === 1 ? "column" : "columns"} ${quoted(missing)}`,
    `columns of ${name}: ${quoted(found.map((column) => column.name))}`,
  );
}
