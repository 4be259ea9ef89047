/** @file Whether the first line of a table names its columns. Pure. */
import { DataError } from "../../base/index.ts";
import type { Finding } from "../finding.ts";
import { INTEGER, MISSING, MISSING_AMONG_NUMBERS, type Shape, shapeOf, WITH_POINT } from "./cell-shape.ts";
import { kindOf } from "./column-kind.ts";
import { ColumnProfile } from "./column-profile.ts";
import { isLabelName } from "./label-column.ts";
import { quoted } from "./quoted.ts";
import type { Head } from "./separator.ts";

export interface GuessedHeader {
  readonly isHeader: boolean;
  readonly findings: readonly Finding[];
}

/** A cell of the first line over what the next lines hold. */
interface FirstCell {
  readonly text: string;
  readonly shape: Shape;
  readonly below: ColumnProfile;
  /** Whether the lines below hold numbers or dates. */
  readonly isTyped: boolean;
}

/** A run of numbers as long as this is no row by chance. */
const LONG_RUN = 10;

/**
 * Compares the first line with the lines below it.
 *
 * @param wanted  Column names that the caller uses: a first line that has one of them is a header.
 * @throws {DataError} if it could be a header as well as a row.
 */
export function guessHeader(name: string, { rows }: Head, wanted: readonly string[]): GuessedHeader {
  const [first = [], ...others] = rows;
  const line = describe(first);
  if (others[0] === undefined) {
    return found(!first.some((cell) => isNumeric(shapeOf(cell))));
  }
  // Only names may be one short.
  if (isOneShort(first, others) || wanted.some((column) => first.includes(column))) return found(true);

  const cells = first.map((text, column): FirstCell => {
    const below = new ColumnProfile();
    others.forEach((row, at) => {
      below.add(row[column] ?? "", at);
    });
    return { text, shape: shapeOf(text), below, isTyped: ["number", "date"].includes(kindOf(below).kind) };
  });
  const typed = cells.filter(({ isTyped, shape }) => isTyped && !isMissing(shape));
  const values = typed.filter(({ shape }) => isNumeric(shape));
  if (typed.length > 0 && values.length === 0) return found(true);
  if (values.length === 0) return guessByTexts(name, line, cells);
  if (values.length < typed.length) {
    const text = typed.find(({ shape }) => !isNumeric(shape)) as FirstCell;
    if (!areNames(values)) throw unclear(name, line);
    return found(true, `line 1 (${line}) is a header: ${quoted(text.text)} stands over numbers or dates`);
  }
  return guessByNumbers(name, line, cells, values, others[0]);
}

/**
 * Returns the names of a first line that is a header: where it is one short of all rows, they end with a separator or
 * begin with a name of their own.
 */
export function completeHeader({ rows: [first = [], ...others] }: Head): readonly string[] {
  if (!isOneShort(first, others)) return first;
  return others.every((row) => row.at(-1) === "") ? [...first, ""] : ["", ...first];
}

function isOneShort(first: readonly string[], others: readonly (readonly string[])[]): boolean {
  return others.length > 0 && others.every((row) => row.length === first.length + 1);
}

/** Where each cell over numbers is a number. */
function guessByNumbers(
  name: string,
  line: string,
  cells: readonly FirstCell[],
  values: readonly FirstCell[],
  next: readonly string[],
): GuessedHeader {
  const { seen, unseen } = countSeen(cells);
  const isLabelled = unseen > 0 && cells.some(({ text }) => isLabelName(text));
  const isRun = isEvenlySpaced(values.map(({ text }) => text)) && !isEvenlySpaced(next);
  const integers = areNames(values);
  const overDecimals = integers && values.every(({ below }) => 20 * below.countOf(WITH_POINT) >= 19 * below.rows);
  const couldBe = isRun || overDecimals || (integers && values.length > 1 && unseen > 0);
  if (seen > 0 || !couldBe) return found(false, `line 1 (${line}) is a row: its cells read as those below it`);
  if ((overDecimals && (isRun || unseen > 0)) || (integers && unseen > 0 && (isRun || isLabelled))) {
    return found(true, `line 1 (${line}) is a header: its whole numbers and texts are unlike those below them`);
  }
  if (isRun && values.length >= LONG_RUN) {
    return found(true, `line 1 (${line}) is a header: its numbers are evenly spaced, those of the next line are not`);
  }
  throw unclear(name, line);
}

/** Where nothing but texts can tell: names of columns are none of the values below them. */
function guessByTexts(name: string, line: string, cells: readonly FirstCell[]): GuessedHeader {
  const { seen, unseen } = countSeen(cells);
  if (seen === 0) {
    const finding = `line 1 (${line}) is a header: the lines below it hold other texts`;
    return unseen > 0 ? found(true) : found(true, finding);
  }
  if (2 * seen < seen + unseen) throw unclear(name, line);
  return found(false, `line 1 (${line}) is a row: its texts appear below it too`);
}

/** Counts the texts of the first line that are among the values below, of columns whose values repeat. */
function countSeen(cells: readonly FirstCell[]): { seen: number; unseen: number } {
  const texts = cells.filter(
    ({ isTyped, shape, below }) =>
      !isTyped && !isMissing(shape) && below.counts !== null && 2 * below.counts.size <= below.rows,
  );
  const seen = texts.filter(({ below, text }) => below.counts?.has(text)).length;
  return { seen, unseen: texts.length - seen };
}

/** Numbers that columns may be called by: whole, not negative, all different. */
function areNames(cells: readonly FirstCell[]): boolean {
  const isName = ({ shape, text }: FirstCell): boolean => (shape & INTEGER) !== 0 && !/^[+-]/.test(text);
  return cells.every(isName) && new Set(cells.map(({ text }) => text)).size === cells.length;
}

/** Three numbers with equal steps at least, or 0, 1 or 1, 2. */
function isEvenlySpaced(texts: readonly string[]): boolean {
  const numbers = texts.filter((text) => isNumeric(shapeOf(text))).map(Number);
  const [a = Number.NaN, b = Number.NaN] = numbers;
  const step = b - a;
  if (numbers.length < 3) return step === 1 && (a === 0 || a === 1);
  const isNear = (value: number, at: number): boolean =>
    Math.abs(value - (a + at * step)) <= 1e-9 * Math.max(Math.abs(value), Math.abs(step));
  return step !== 0 && numbers.every(isNear);
}

function isMissing(shape: Shape): boolean {
  return (shape & (MISSING | MISSING_AMONG_NUMBERS)) !== 0;
}

function isNumeric(shape: Shape): boolean {
  return shape !== 0 && !isMissing(shape);
}

function describe(cells: readonly string[]): string {
  const text = cells.join(", ");
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function found(isHeader: boolean, reason?: string): GuessedHeader {
  return {
    isHeader,
    findings: reason === undefined ? [] : [{ kind: "guessed", text: `${reason} (header changes it)` }],
  };
}

function unclear(name: string, line: string): DataError {
  return new DataError(
    `Cannot read table ${name}: line 1 (${line}) could be a header as well as a row, expected --header or --no-header`,
  );
}
