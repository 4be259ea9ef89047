/** @file The kinds of files and folders that can be loaded by path, told apart by what lies there. */
import { basename, extname } from "node:path";
import { isCifarFolder, readCifarFolder } from "./cifar.ts";
import type { DatasetOptions } from "./create-dataset.ts";
import { type CsvOptions, fileBytes, readCsv } from "./csv/index.ts";
import { isIdxFolder, readIdxFolder } from "./idx-folder.ts";
import { type ImageFolderOptions, readImageFolder } from "./image-folder.ts";
import type { RawDataset } from "./raw-dataset.ts";
import type { Entries } from "./read-file.ts";

export interface FormatOptions extends CsvOptions, ImageFolderOptions {}

type ReadOptions = FormatOptions & Pick<DatasetOptions, "augmentation">;

export interface DataFormat {
  readonly name: string;
  /** One line for lists: what must lie at the path. */
  readonly summary: string;
  /** The options it heeds; the others are refused. */
  readonly options: readonly (keyof FormatOptions)[];
  /** Tells whether a path is of this kind; `entries` is null for a file. */
  accepts(path: string, entries: Entries | null): boolean;
  /** @param options  Beside its own, changes of training images that the caller has decided on. */
  read(path: string, entries: Entries | null, options: ReadOptions): Promise<RawDataset>;
}

/** In the order in which they are tried: a folder of images is the widest and comes last. */
export const dataFormats: readonly DataFormat[] = [
  {
    name: "csv",
    summary: "a .csv or .tsv file, packed by gzip or not: numbers, categories or dates, and a label column",
    options: ["label", "task", "drop", "columns", "header", "encoding", "dropMissingTarget"],
    accepts: (path, entries) =>
      entries === null && [".csv", ".tsv"].includes(extname(unpackedName(path)).toLowerCase()),
    read: async (path, _, options) => {
      // The path as it was given tells in errors which table is meant.
      return { ...(await readCsv(path, `table ${basename(path)}`, fileBytes(path), options)), name: nameOf(path) };
    },
  },
  folderFormat(
    "idx",
    "a folder of IDX files as MNIST: train-images-idx3-ubyte, train-labels-idx1-ubyte, perhaps t10k-...",
    [],
    isIdxFolder,
    readIdxFolder,
  ),
  folderFormat(
    "cifar",
    "a folder of CIFAR-10 or CIFAR-100 binary batches: data_batch_1.bin, ... or train.bin",
    [],
    isCifarFolder,
    readCifarFolder,
  ),
  folderFormat(
    "images",
    "a folder of images (PNG, JPEG, WebP, ...), one sub-folder a class, perhaps below train, validation and test",
    ["imageSize"],
    (entries) => entries.folders.length > 0,
    (name, path, _, options) => readImageFolder(name, path, options),
  ),
];

function folderFormat(
  name: string,
  summary: string,
  options: readonly (keyof FormatOptions)[],
  holds: (entries: Entries) => boolean,
  read: (name: string, path: string, entries: Entries, options: ReadOptions) => Promise<RawDataset>,
): DataFormat {
  const none: Entries = { files: [], folders: [], hidden: [], special: [] };
  return {
    name,
    summary,
    options,
    accepts: (_, entries) => entries !== null && holds(entries),
    read: (path, entries, settings) => read(nameOf(path), path, entries ?? none, settings),
  };
}

function unpackedName(path: string): string {
  return basename(path).replace(/\.gz$/i, "");
}

/** Names a data set after its file or folder. */
function nameOf(path: string): string {
  const name = unpackedName(path);
  return name.replace(/\.(csv|tsv)$/i, "") || name;
}
