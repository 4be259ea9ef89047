/** @file Cells of one column as those of another: the same name, read from another table. */
import { type TableColumn, UNKNOWN_CATEGORY } from "../data/index.browser.ts";
import { lossOf } from "./in-words.ts";
import { mismatch } from "./model-ports.ts";

export interface CellMapper {
  /** True if cells stay what they are. */
  readonly isSame: boolean;
  /** NaN stays NaN; what the wanted column cannot hold becomes unknown, or missing, and is counted. */
  map(cell: number): number;
  /** What was lost, if anything was. */
  warning(): string | undefined;
}

/**
 * Maps cells of a column to those of another of its name. Which texts are numbers is told from all cells of a table, so
 * a small one may hold numbers where another has categories, and the reverse.
 *
 * @throws {ModelError} if one of both is a date and the other is not.
 */
export function cellMapper(found: TableColumn, wanted: TableColumn): CellMapper {
  if (found.kind === "category") {
    if (wanted.kind === "category") return byIndex(wanted, found.values.map(indexIn(wanted.values)));
    if (wanted.kind === "number") return byIndex(wanted, found.values.map(numberOf));
  }
  if (wanted.kind === "category" && found.kind === "number") {
    const indexOf = indexIn(wanted.values);
    return counting(wanted, (cell) => indexOf(String(cell)));
  }
  if (found.kind === wanted.kind) return { isSame: true, map: (cell) => cell, warning: () => undefined };
  throw mismatch(`its column ${JSON.stringify(wanted.name)} is a ${wanted.kind}`, `a ${found.kind} as in the data`);
}

function byIndex(wanted: TableColumn, targets: readonly number[]): CellMapper {
  const isSame = wanted.kind === "category" && targets.every((target, index) => target === index);
  return { ...counting(wanted, (cell) => targets[cell] as number), isSame };
}

function counting(wanted: TableColumn, target: (cell: number) => number): CellMapper {
  let lost = 0;
  return {
    isSame: false,
    map: (cell) => {
      if (Number.isNaN(cell)) return Number.NaN;
      const mapped = target(cell);
      if (Number.isNaN(mapped) || mapped === UNKNOWN_CATEGORY) lost++;
      return mapped;
    },
    warning: () => (lost > 0 ? lossOf(wanted, lost) : undefined),
  };
}

function indexIn(values: readonly string[]): (text: string) => number {
  const indices = new Map(values.map((value, index) => [value, index]));
  return (text) => indices.get(text) ?? UNKNOWN_CATEGORY;
}

const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberOf(text: string): number {
  return PLAIN_NUMBER.test(text) ? Number(text) : Number.NaN;
}
