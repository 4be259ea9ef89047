/** @file The examples that a command line names, as a model takes them. */
import { InputError } from "../../base/index.ts";
import { listImages, readImage, readNamedRows } from "../../data/index.ts";
import { type Examples, type ModelInfo, modelInput } from "../../export/index.ts";

/** How tables are read. */
export interface TableReading {
  readonly header: boolean;
  readonly encoding: string;
}

/** Where an example comes from: an image, or a line of a table. */
export interface Origin {
  readonly file: string;
  readonly line?: number;
}

export interface NamedExamples {
  readonly origins: readonly Origin[];
  readonly examples: Examples;
  /** What was guessed, or is unlike the data the model was trained on. */
  readonly warnings: readonly string[];
}

/**
 * Reads images or tables, whichever the model was trained on.
 *
 * @throws {EspalierError} naming the first file that cannot be read as such.
 */
export function readExamples(
  paths: readonly string[],
  info: ModelInfo,
  reading: Partial<TableReading>,
): Promise<NamedExamples> {
  return info.input.layout === "NCHW" ? readImages(paths, info, reading) : readTables(paths, info, reading);
}

/** Images have 256 levels; a model that never saw more than a few of them was trained on numbers of another kind. */
const DARKEST_RANGE = 32;
/** Enough to keep the decoder's threads busy while files are read. */
const AT_ONCE = 16;

async function readImages(
  paths: readonly string[],
  { input, dataset }: ModelInfo,
  reading: Partial<TableReading>,
): Promise<NamedExamples> {
  const [idle] = Object.keys(reading);
  if (idle !== undefined) throw new InputError(`Cannot read images with ${idle}: that is for tables, expected none`);
  const [channels, height, width] = input.shape;
  const [, brightest] = input.valueRange;
  if (brightest <= DARKEST_RANGE || brightest > 255) {
    throw new InputError(
      `Cannot predict from images: ${dataset.name} has values of ${input.valueRange.join(" to ")}, expected a model trained on 0 to 255 as images have`,
    );
  }
  if (height !== width || (channels !== 1 && channels !== 3)) {
    throw new InputError(
      `Cannot predict from images: the model takes [${input.shape.join(", ")}], expected one or three channels of a square`,
    );
  }
  const files = (await Promise.all(paths.map(listImages))).flat();
  const size = channels * (height as number) ** 2;
  const data = new Float32Array(files.length * size);
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const images = await Promise.all(
      files.slice(start, start + AT_ONCE).map((file) => readImage(file, height as number, channels)),
    );
    images.forEach((planes, i) => {
      data.set(planes, (start + i) * size);
    });
  }
  return {
    origins: files.map((file) => ({ file })),
    examples: { dtype: "float32", shape: [files.length, ...input.shape], data },
    warnings: [],
  };
}

async function readTables(
  paths: readonly string[],
  info: ModelInfo,
  reading: Partial<TableReading>,
): Promise<NamedExamples> {
  const wanted = (info.input.columns ?? []).map(({ name }) => name);
  const origins: Origin[] = [];
  const rows: Readonly<Record<string, string>>[] = [];
  const warnings: string[] = [];
  for (const path of paths) {
    const table = await readNamedRows(path, wanted, reading);
    if (table.rows.length === 0)
      throw new InputError(`Cannot predict from ${path}: it has no rows, expected at least one`);
    // Each table by itself, so that the error for a missing column names its file.
    checkColumns(path, wanted, Object.keys(table.rows[0] ?? {}));
    table.rows.forEach((row, i) => {
      rows.push(row);
      origins.push({ file: path, line: table.lines[i] as number });
    });
    warnings.push(...table.findings.map(({ text }) => `${path}: ${text}`));
  }
  const { dtype, shape, data, warnings: ofCells } = modelInput(info, rows);
  return { origins, examples: { dtype, shape, data }, warnings: [...warnings, ...ofCells] };
}

function checkColumns(path: string, wanted: readonly string[], found: readonly string[]): void {
  const missing = wanted.filter((name) => !found.includes(name));
  if (missing.length === 0) return;
  const list = (names: readonly string[]): string => {
    const shown = names.slice(0, 12).map((name) => JSON.stringify(name));
    return names.length > shown.length
      ? `${shown.join(", ")} and ${names.length - shown.length} more`
      : shown.join(", ");
  };
  throw new InputError(
    `Cannot predict from ${path}: it has no ${list(missing)}, expected the columns of the model; found ${list(found)}`,
  );
}
