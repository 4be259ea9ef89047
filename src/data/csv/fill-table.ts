/** @file Reads the cells of a table whose columns are known into arrays of their final size. */
import { IoError, MemoryError } from "../../base/index.ts";
import { MISSING, shapeOf } from "./cell-shape.ts";
import { sortedTexts } from "./class-names.ts";
import { detached } from "./column-profile.ts";
import type { FeaturePlan } from "./feature-plan.ts";
import { scanRows, type TableForm } from "./scan-rows.ts";
import type { TargetPlan } from "./target.ts";

export interface FilledTable {
  /** [rows, features], as `TableColumn` says. */
  readonly examples: Float64Array;
  /** Sorted values of each category; empty for other columns. */
  readonly values: readonly (readonly string[])[];
  readonly targets: Int32Array | Float64Array;
  /** Rows by class name, in the order of the class indices; empty for a regression. */
  readonly classes: ReadonlyMap<string, number>;
}

/** Gives texts numbers in the order in which they turn up. */
class Codes {
  readonly known: Map<string, number> = new Map();
  readonly texts: string[] = [];

  of(text: string): number {
    const code = this.known.get(text);
    if (code !== undefined) return code;
    const kept = detached(text);
    this.known.set(kept, this.texts.length);
    return this.texts.push(kept) - 1;
  }

  /** The texts in order, and which rank each code has there. */
  ranks(): { sorted: readonly string[]; rankOf: Float64Array } {
    const sorted = sortedTexts(this.texts);
    const rankOf = new Float64Array(sorted.length);
    sorted.forEach((text, rank) => {
      rankOf[this.known.get(text) as number] = rank;
    });
    return { sorted, rankOf };
  }
}

/**
 * Goes over the table a last time.
 *
 * @throws {IoError} if it has not the rows it had before; {MemoryError} if they do not fit into memory.
 */
export async function fillTable(
  form: TableForm,
  features: readonly FeaturePlan[],
  target: TargetPlan,
): Promise<FilledTable> {
  const width = features.length;
  const { rows, missing, index, parse } = target;
  const isClassification = target.kind === "classification";
  const [examples, targets] = allocate(form, rows, width, isClassification);
  const classes = new Codes();
  const codes = features.map(({ kind }) => (kind === "category" ? new Codes() : null));
  let row = 0;
  await scanRows(form, (cells) => {
    const label = cells[index] as string;
    const known = isClassification ? classes.known.get(label) : undefined;
    if (known === undefined && shapeOf(label) & missing) return;
    if (row === rows) failChanged(form.name);
    targets[row] = isClassification ? (known ?? classes.of(label)) : parse(label);
    const start = row * width;
    for (let at = 0; at < width; at++) {
      const feature = features[at] as FeaturePlan;
      const cell = cells[feature.index] as string;
      const code = codes[at];
      examples[start + at] = code ? codeOf(code, cell) : feature.parse(cell);
    }
    row++;
  });
  if (row !== rows) failChanged(form.name);

  const values = codes.map((code, at) => (code ? sortColumn(examples, at, width, code) : []));
  if (!isClassification) return { examples, values, targets, classes: new Map() };
  const { sorted, rankOf } = classes.ranks();
  const counts = new Float64Array(sorted.length);
  for (let at = 0; at < rows; at++) {
    const rank = rankOf[targets[at] as number] as number;
    targets[at] = rank;
    counts[rank] = (counts[rank] as number) + 1;
  }
  return { examples, values, targets, classes: new Map(sorted.map((name, at) => [name, counts[at] as number])) };
}

function allocate(
  { name }: TableForm,
  rows: number,
  width: number,
  isClassification: boolean,
): [Float64Array, Int32Array | Float64Array] {
  try {
    return [new Float64Array(rows * width), isClassification ? new Int32Array(rows) : new Float64Array(rows)];
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new MemoryError(
      `Cannot read table ${name}: ${rows} rows of ${width} columns take ${Math.ceil((8 * rows * width) / 1e9)} GB, expected less`,
      { cause },
    );
  }
}

function codeOf(codes: Codes, cell: string): number {
  return codes.known.get(cell) ?? (shapeOf(cell) & MISSING ? Number.NaN : codes.of(cell));
}

/** Numbers the values of a category in their order instead of that of the rows. */
function sortColumn(examples: Float64Array, column: number, width: number, codes: Codes): readonly string[] {
  const { sorted, rankOf } = codes.ranks();
  for (let at = column; at < examples.length; at += width) {
    const code = examples[at] as number;
    if (!Number.isNaN(code)) examples[at] = rankOf[code] as number;
  }
  return sorted;
}

function failChanged(name: string): never {
  throw new IoError(`Cannot read table ${name}: it was changed while it was read, expected a file at rest`);
}
