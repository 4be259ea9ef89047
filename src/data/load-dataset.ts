/** @file Loads a data set by name or path. */
import { checkOption, DataError, InputError, IoError, needed, optionOf } from "../base/index.ts";
import { createDataset, type DatasetOptions } from "./create-dataset.ts";
import { dataFormats, type FormatOptions } from "./data-formats.ts";
import { dataSources } from "./data-sources.ts";
import type { Dataset } from "./dataset.ts";
import { kindOfPath, listFolder } from "./read-file.ts";

export interface LoadOptions extends DatasetOptions, FormatOptions {}

/**
 * Loads a data set into memory and splits it.
 *
 * @param source  A name of `dataSources`, or a path of one of `dataFormats`; a name goes before a path of that name.
 * @throws {InputError} if nothing has that name, or an option is wrong or would do nothing, as `imageSize` with a table.
 * @throws {IoError} if the path does not exist or cannot be read.
 * @throws {DataError} if what lies there is damaged or of no known kind.
 */
export async function loadDataset(source: string, options: LoadOptions = {}): Promise<Dataset> {
  checkOption("load data", "the name or path", source, needed(optionOf.text));
  checkOption(`load ${source}`, "the options", options, needed(optionOf.object("an object")));
  const known = dataSources.find(({ name }) => name === source);
  if (known !== undefined) {
    checkOptions(source, options, [], "data known by name");
    return createDataset(await known.read(), options);
  }

  const kind = await kindOfPath(source);
  if (source === "" || kind === null) throw notFound(source);
  if (kind === "special") {
    throw new DataError(
      `Cannot load ${source}: it is a pipe, a socket or a device, expected a regular file or a folder`,
    );
  }
  const entries = kind === "folder" ? await listFolder(source) : null;
  const format = dataFormats.find((candidate) => candidate.accepts(source, entries));
  if (format === undefined) {
    const kinds = dataFormats.map(({ summary }) => summary).join("; ");
    throw new DataError(`Cannot load ${source}: this ${kind} is of no known kind, expected one of: ${kinds}`);
  }
  checkOptions(source, options, format.options, `data of the kind ${format.name}`);
  return createDataset(await format.read(source, entries, options), options);
}

/** In words that fit flags and properties alike. */
const optionWords: Readonly<Record<keyof FormatOptions, string>> = {
  label: "label",
  task: "task",
  drop: "drop",
  columns: "columns",
  header: "header",
  encoding: "encoding",
  dropMissingTarget: "drop missing target",
  imageSize: "image size",
};

/** An option that changes nothing is a misunderstanding that would stay unseen. */
function checkOptions(
  source: string,
  options: FormatOptions,
  heeded: readonly (keyof FormatOptions)[],
  kind: string,
): void {
  const names = Object.keys(optionWords) as (keyof FormatOptions)[];
  const idle = names.find((name) => options[name] !== undefined && !heeded.includes(name));
  if (idle === undefined) return;
  const allowed = heeded.length > 0 ? `only ${heeded.map((name) => optionWords[name]).join(", ")}` : "no such option";
  throw new InputError(`Cannot load ${source}: ${optionWords[idle]} is given, expected ${allowed} for ${kind}`);
}

function notFound(source: string): InputError | IoError {
  const names = dataSources.map(({ name }) => name).join(", ");
  if (/[/\\.]/.test(source)) {
    return new IoError(`Cannot load ${source}: no such file or folder, expected an existing path or one of ${names}`);
  }
  return new InputError(
    `Cannot load data set "${source}": nothing has that name or path, expected one of ${names}, or a path`,
  );
}
