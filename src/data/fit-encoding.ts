/** @file Decides from the training part how the columns of a table become features. */
import type { Dataset, Standardization } from "./dataset.ts";
import { dateFeatures } from "./date-features.ts";
import type { Finding } from "./finding.ts";
import { heldByFloat32, measureSeries, rounded, type Spread } from "./standardization.ts";
import type { TableColumn } from "./table-column.ts";
import { type Feature, featureOf, isSwitch, type TableEncoding } from "./table-encoding.ts";

/** A column of more categories than this shares one feature among the rare ones. */
const MOST_CATEGORIES = 32;

export interface FittedEncoding {
  readonly encoding: TableEncoding;
  /** Of the features; those that are 0 or 1 stay as they are. */
  readonly standardization: Standardization;
  readonly findings: readonly Finding[];
}

/**
 * Fits features to a table. Numbers stand for themselves, missing ones for the median; categories have a feature each,
 * the rare ones of many share one; dates are days, and where they vary so, places in year, week and day. A column that
 * lacks cells has a feature for that.
 *
 * @param cells  Row-major, [rows, columns]; NaN is missing.
 * @param train  The rows that statistics are taken from. The others decide the dtype alone, and whether cells are missing.
 */
export function fitEncoding(
  cells: Dataset["examples"],
  columns: readonly TableColumn[],
  train: Int32Array,
): FittedEncoding {
  const width = columns.length;
  const features: Feature[] = [];
  const findings: Finding[] = [];
  let hasMissing = false;
  let isSingle = true;
  columns.forEach((column, c) => {
    const known = presentCells(cells, width, c, train);
    const extent = measureExtent(cells, width, c);
    const found = known.length === 0 ? [] : featuresOf(column, c, known);
    if (known.length > 0 && known.length < train.length) {
      found.push({ name: `${column.name} missing`, column: c, kind: "missing" });
    }
    features.push(...found);
    hasMissing ||= extent.missing > 0;
    isSingle &&= !(cells instanceof Float64Array) || isHeld(column, known, extent);
    findings.push(
      ...findingsOf(column, known.length === 0, found, extent.missing > 0 && known.length === train.length),
    );
  });
  const dtype = isSingle ? "float32" : "float64";
  const encoding: TableEncoding = { columns, features, dtype, hasMissing };
  return { encoding, standardization: measureFeatures(cells, encoding, train), findings };
}

function presentCells(cells: Dataset["examples"], width: number, column: number, rows: Int32Array): Float64Array {
  const present = new Float64Array(rows.length);
  let count = 0;
  for (let r = 0; r < rows.length; r++) {
    const cell = cells[(rows[r] as number) * width + column] as number;
    if (!Number.isNaN(cell)) present[count++] = cell;
  }
  return present.subarray(0, count);
}

function featuresOf(column: TableColumn, index: number, known: Float64Array): Feature[] {
  const { name } = column;
  if (column.kind === "category") return categoryFeatures(name, column.values, index, known);
  if (column.kind === "date") return dateFeatures(name, index, known);
  return [{ name, column: index, kind: "value", fill: median(known) }];
}

/** The lower one of the two in the middle, so that it is a value that occurs. */
function median(values: Float64Array): number {
  return values.slice().sort()[Math.floor((values.length - 1) / 2)] as number;
}

/** Most frequent first, then as listed. A value of one row tells nothing about others, if there are many such. */
function categoryFeatures(name: string, values: readonly string[], column: number, known: Float64Array): Feature[] {
  const counts = new Map<number, number>();
  for (const value of known) counts.set(value, (counts.get(value) ?? 0) + 1);
  const isMany = counts.size > MOST_CATEGORIES;
  const frequent = [...counts].filter(([, count]) => !isMany || count > 1);
  const own = frequent
    .sort(([a, m], [b, n]) => n - m || a - b)
    .slice(0, isMany ? MOST_CATEGORIES - 1 : MOST_CATEGORIES);
  if (own.length < (isMany ? 1 : 2)) return [];
  const kept = own.map(([value]) => value).sort((a, b) => a - b);
  const features: Feature[] = kept.map((value) => {
    return { name: `${name}=${values[value]}`, column, kind: "category", value };
  });
  if (isMany) features.push({ name: `${name}=other`, column, kind: "other", values: kept });
  return features;
}

interface Extent {
  readonly missing: number;
  /** Greatest magnitude. */
  readonly greatest: number;
  readonly isWhole: boolean;
}

/** Looks at a column in all rows: what a dtype must hold. */
function measureExtent(cells: Dataset["examples"], width: number, column: number): Extent {
  let missing = 0;
  let greatest = 0;
  let isWhole = true;
  for (let i = column; i < cells.length; i += width) {
    const cell = cells[i] as number;
    if (Number.isNaN(cell)) missing++;
    else {
      greatest = Math.max(greatest, Math.abs(cell));
      isWhole &&= Number.isInteger(cell);
    }
  }
  return { missing, greatest, isWhole };
}

/** Whole numbers to 2^24 are exact in float32. Of a date with a time, the time must be kept. */
function isHeld(column: TableColumn, known: Float64Array, { greatest, isWhole }: Extent): boolean {
  if (isWhole && greatest <= 2 ** 24) return true;
  if (column.kind !== "number") return false;
  const spread = measureSeries(known.length, (i) => known[i] as number);
  return heldByFloat32(greatest, spread);
}

function measureFeatures(
  cells: Dataset["examples"],
  { columns, features, dtype }: TableEncoding,
  train: Int32Array,
): Standardization {
  const width = columns.length;
  const isSingle = dtype === "float32";
  const measured = features.map((feature): Spread => {
    if (isSwitch(feature)) return { mean: 0, std: 1 };
    const at = (r: number): number => {
      const cell = cells[(train[r] as number) * width + feature.column] as number;
      return featureOf(feature, isSingle ? Math.fround(cell) : cell);
    };
    const spread = measureSeries(train.length, at, cells instanceof Float64Array ? undefined : cells);
    return isSingle ? rounded(spread) : spread;
  });
  return { mean: measured.map(({ mean }) => mean), std: measured.map(({ std }) => std) };
}

function findingsOf(
  { name, kind }: TableColumn,
  isEmpty: boolean,
  found: readonly Feature[],
  isNew: boolean,
): Finding[] {
  if (found.length === 0) {
    const reason = isEmpty
      ? "it has no value in the training part"
      : kind === "category"
        ? "no two rows of the training part that share a value differ from others by it"
        : "it is the same in the whole training part";
    return [{ kind: "left out", text: `column "${name}" is not used: ${reason}` }];
  }
  if (!isNew) return [];
  const substitute = kind === "category" ? "as no category" : "as the median of the training part";
  return [
    {
      kind: "warning",
      text: `column "${name}" lacks values outside of the training part alone; they count ${substitute}`,
    },
  ];
}
