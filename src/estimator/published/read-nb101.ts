/** @file Reads the published file of NAS-Bench-101 as a table. */
import { hash } from "node:crypto";
import { DataError } from "../../base/index.ts";
import { canonicalCell, formatCell, nb101Hash, pruneCell } from "../../space/index.ts";
import { type Column, Table } from "../table/table.ts";
import { type Complain, type Nb101Record, nb101CellOf, parseNb101Record } from "./nb101-record.ts";
import { RunMeans } from "./run-means.ts";
import { type Progress, readTfRecords } from "./tf-record.ts";

/**
 * Reads `nasbench_only108.tfrecord` or `nasbench_full.tfrecord`. The table has a row for each module, by the key of the
 * space `nb101`, in the order of the file; `params`; and for trainings of E epochs, means over the repeats unless said
 * otherwise:
 *
 * - `cifar10_valid_E`, `cifar10_test_E`: accuracies at the end, in percent;
 * - `cifar10_valid_E_single`: that of the first repeat in the file alone;
 * - `cifar10_valid_E_half`, `cifar10_test_E_half`: accuracies after E / 2 epochs of the same training;
 * - `cifar10_train_seconds_E`, `cifar10_train_seconds_E_half`: seconds of training until then.
 *
 * Measurements have 32 bits, which is a thousandth of what one image more or less of 10,000 changes. Every module's hash
 * is computed anew and compared. Memory grows with the number of modules, not with the file.
 *
 * @throws {IoError} if the file cannot be read; {DataError} naming the offset of a record that is damaged or of no module.
 */
export async function readNb101(path: string, onProgress?: Progress): Promise<Table> {
  const modules = new Modules();
  for await (const { offset, data } of readTfRecords(path, onProgress)) {
    const complain: Complain = (found, expected) =>
      new DataError(`Cannot read ${path}: the record at byte ${offset} ${found}, expected ${expected}`);
    modules.add(parseNb101Record(data, complain), complain);
  }
  return new Table({ name: "nb101-accuracy", key: ["arch"], columns: modules.columns() });
}

class Modules {
  /** By hash: the row. */
  readonly #rows = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #parameters: number[] = [];
  readonly #runs = new Map<number, RunMeans>();

  add(record: Nb101Record, complain: Complain): void {
    let row = this.#rows.get(record.moduleHash);
    if (row === undefined) {
      row = this.#keys.push(keyOf(record, complain)) - 1;
      this.#rows.set(record.moduleHash, row);
      this.#parameters.push(record.parameters);
    }
    let runs = this.#runs.get(record.epochs);
    if (runs === undefined) {
      runs = new RunMeans(quantities.length);
      this.#runs.set(record.epochs, runs);
    }
    runs.add(
      row,
      quantities.map(([, , read]) => read(record)),
    );
  }

  columns(): readonly Column[] {
    const { length } = this.#keys;
    const measured = [...this.#runs]
      .sort(([a], [b]) => a - b)
      .flatMap(([epochs, runs]) =>
        quantities.map(([name, unit, , isSingle], i): Column => {
          const values = isSingle ? runs.firsts(i, length) : runs.means(i, length);
          return { kind: "number", name: name.replace("E", String(epochs)), unit, values };
        }),
      );
    return [
      { kind: "text", name: "arch", values: this.#keys },
      { kind: "number", name: "params", unit: "count", values: Float64Array.from(this.#parameters) },
      ...measured,
    ];
  }
}

type Quantity = readonly [name: string, unit: string, read: (record: Nb101Record) => number, isSingle?: boolean];

const quantities: readonly Quantity[] = [
  ["cifar10_valid_E", "%", ({ final }) => 100 * final.validationAccuracy],
  ["cifar10_test_E", "%", ({ final }) => 100 * final.testAccuracy],
  ["cifar10_valid_E_single", "%", ({ final }) => 100 * final.validationAccuracy, true],
  ["cifar10_valid_E_half", "%", ({ halfway }) => 100 * halfway.validationAccuracy],
  ["cifar10_test_E_half", "%", ({ halfway }) => 100 * halfway.testAccuracy],
  ["cifar10_train_seconds_E", "s", ({ final }) => final.trainingTime],
  ["cifar10_train_seconds_E_half", "s", ({ halfway }) => halfway.trainingTime],
];

/** The key of the module in the space `nb101`. */
function keyOf(record: Nb101Record, complain: Complain): string {
  const cell = pruneCell(nb101CellOf(record, complain));
  if (cell === undefined) throw complain("has a module that leads nowhere", "a path from input to output");
  const found = nb101Hash(cell, (text) => hash("md5", text));
  if (found !== record.moduleHash) {
    throw complain(`is about module ${record.moduleHash}, but its cell has the hash ${found}`, "the same hash");
  }
  return formatCell(canonicalCell(cell));
}
