/** @file Reads the published data of NAS-Bench-301, trainings of DARTS cells, as a table. */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DataError } from "../../base/index.ts";
import { darts } from "../../space/index.ts";
import { unreadableFile } from "../table/read-table.ts";
import { type Column, Table } from "../table/table.ts";
import { type Nb301Result, parseNb301Result } from "./nb301-result.ts";
import { RunMeans } from "./run-means.ts";
import type { Progress } from "./tf-record.ts";

export interface Nb301Table {
  readonly table: Table;
  /** Number of results read. */
  readonly results: number;
  /** Those that are not in the table, as other hyperparameters were used. */
  readonly leftOut: number;
  /** The hyperparameters of those in the table. */
  readonly setting: string;
}

/**
 * Reads every `results_*.json` in a folder and the folders in it. The table has a row for each network, by the genotype
 * that comes first (files go by their names): `cifar10_valid` and `cifar10_test` in percent and `cifar10_train_seconds`,
 * means over its trainings, `cifar10_valid_single` of the first of them, and `params`. Genotypes of the same network, as
 * the space `darts` tells, are one row. Trainings that differ in epochs, cells, channels, learning rate or weight decay
 * cannot be compared: those that most of them share are taken, the others left out.
 *
 * @param onProgress  Called with the number of files read and all there are.
 * @throws {IoError} if the folder cannot be read; {DataError} naming a file that is damaged.
 */
export async function readNb301(folder: string, onProgress?: Progress): Promise<Nb301Table> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => unreadableFile(folder, cause));
  const files = names.filter((name) => /^results_.*\.json$/.test(basename(name))).sort();
  if (files.length === 0) {
    throw new DataError(`Cannot read ${folder}: it has no results_*.json, expected the unpacked data of NAS-Bench-301`);
  }
  const results: Nb301Result[] = [];
  for (const name of files) {
    const path = join(folder, name);
    const text = await readFile(path, "utf8").catch((cause: unknown) => unreadableFile(path, cause));
    results.push(parseNb301Result(path, text));
    onProgress?.(results.length, files.length);
  }
  const setting = commonest(results.map((result) => result.setting));
  const taken = results.filter((result) => result.setting === setting);
  return { table: tableOf(taken), results: results.length, leftOut: results.length - taken.length, setting };
}

function commonest(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

function tableOf(results: readonly Nb301Result[]): Table {
  const space = darts();
  const rows = new Map<string, number>();
  const genotypes: string[] = [];
  const parameters: number[] = [];
  const runs = new RunMeans(3);
  for (const { genotype, valid, test, seconds, parameters: count } of results) {
    const key = space.key(genotype);
    let row = rows.get(key);
    if (row === undefined) {
      row = genotypes.push(genotype) - 1;
      rows.set(key, row);
      parameters.push(count);
    }
    runs.add(row, [valid, test, seconds]);
  }
  const { length } = genotypes;
  const column = (name: string, unit: string, values: Float32Array | Float64Array): Column => ({
    kind: "number",
    name,
    unit,
    values,
  });
  return new Table({
    name: "nb301-accuracy",
    key: ["arch"],
    columns: [
      { kind: "text", name: "arch", values: genotypes },
      column("params", "count", Float64Array.from(parameters)),
      column("cifar10_valid", "%", runs.means(0, length)),
      column("cifar10_test", "%", runs.means(1, length)),
      column("cifar10_valid_single", "%", runs.firsts(0, length)),
      column("cifar10_train_seconds", "s", runs.means(2, length)),
    ],
  });
}
