/** @file What a cell's text could be, as bits: a column is decided by the shapes all of its cells have. Pure. */
import { dateForms } from "./date-form.ts";
import { numberForms } from "./number-form.ts";

/** A set of the bits below. */
export type Shape = number;

/** One bit for each way of writing a number, in the order of `numberForms`. */
export const numberBits: readonly Shape[] = numberForms.map((_, at) => 1 << at);
const [PLAIN = 0, COMMA = 0, GROUPED_COMMA = 0, GROUPED_POINT = 0, GROUPED_BLANK = 0, GROUPED_BLANK_COMMA = 0] =
  numberBits;

/** One bit for each way of writing a date, in the order of `dateForms`. */
export const dateBits: readonly Shape[] = dateForms.map((_, at) => 1 << (8 + at));

/** Nothing, or a word for it that no table uses otherwise. */
export const MISSING: Shape = 1 << 16;
/** A word that stands for nothing among numbers and dates, but may be a value among texts. */
export const MISSING_AMONG_NUMBERS: Shape = 1 << 17;
/** A plain whole number without point or exponent. */
export const INTEGER: Shape = 1 << 18;
/** A plain number with a point. */
export const WITH_POINT: Shape = 1 << 19;
/** A plain number that begins with a needless 0. */
export const LEADING_ZERO: Shape = 1 << 20;
/** A whole number of more digits than a double keeps. */
export const LONG_INTEGER: Shape = 1 << 21;
/** A number beyond the range of doubles. */
export const TOO_LARGE: Shape = 1 << 22;
/** A number with a currency or percent sign. */
export const WITH_SIGN: Shape = 1 << 23;

const missingWords: ReadonlySet<string> = new Set([
  ...["", "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NaN", "-NaN", "nan", "-nan", "NULL", "Null", "null", "?"],
]);
const missingAmongNumbers: ReadonlySet<string> = new Set([
  ...["-", "--", ".", "..", "na", "Na", "NAN", "Nan", "none", "None", "NONE", "#NULL!", "#DIV/0!", "#VALUE!", "(null)"],
]);

/** Digits that every double keeps. */
const SAFE_DIGITS = 15;
/** Short integers read the same however thousands are written. */
const UNGROUPED = GROUPED_COMMA | GROUPED_POINT | GROUPED_BLANK | GROUPED_BLANK_COMMA;
const SIGNED = /^[+-]?\s?(?:[$€£¥₹]|[A-Z]{3}\s)\s?[+-]?[\d.,'\s]*\d[\d.,]*$|^[+-]?\d[\d.,'\s]*\s?(?:%|‰|[$€£¥₹])$/;

/** Tells the shape of a cell; 0 for text alone. */
export function shapeOf(cell: string): Shape {
  const simple = simpleShape(cell);
  if (simple >= 0) return simple;
  if (missingWords.has(cell)) return MISSING;
  if (missingAmongNumbers.has(cell)) return MISSING_AMONG_NUMBERS;
  if (isLetter(cell.charCodeAt(0))) return SIGNED.test(cell) ? WITH_SIGN : 0;
  let shape = 0;
  numberForms.forEach(({ pattern }, at) => {
    if (pattern.test(cell)) shape |= numberBits[at] as Shape;
  });
  dateForms.forEach(({ parse }, at) => {
    if (!Number.isNaN(parse(cell))) shape |= dateBits[at] as Shape;
  });
  if (shape === 0) return SIGNED.test(cell) ? WITH_SIGN : 0;
  const form = numberForms.find((_, at) => shape & (numberBits[at] as Shape));
  if (form && !Number.isFinite(form.parse(cell))) shape |= TOO_LARGE;
  if (shape & PLAIN && cell.includes(".")) shape |= WITH_POINT;
  return shape;
}

/** The shapes of most cells, [+-] digits [. digits], without regular expressions; -1 for all others. */
function simpleShape(cell: string): Shape {
  const length = cell.length;
  const sign = cell.charCodeAt(0);
  const start = sign === 43 || sign === 45 ? 1 : 0;
  let at = start;
  while (isDigit(cell.charCodeAt(at))) at++;
  const digits = at - start;
  // Numbers of hundreds of digits may be out of range.
  if (digits === 0 || length > 300) return -1;
  const leading = digits > 1 && cell.charCodeAt(start) === 48 ? LEADING_ZERO : 0;
  if (at === length) {
    return (
      PLAIN | COMMA | INTEGER | leading | (digits <= 3 ? UNGROUPED : 0) | (digits > SAFE_DIGITS ? LONG_INTEGER : 0)
    );
  }
  if (cell.charCodeAt(at) !== 46) return -1;
  const point = at++;
  while (isDigit(cell.charCodeAt(at))) at++;
  if (at !== length) return -1;
  const isGroup = digits <= 3 && length - point === 4 && cell.charCodeAt(start) !== 48;
  return (
    PLAIN | WITH_POINT | leading | (digits <= 3 ? GROUPED_COMMA | GROUPED_BLANK : 0) | (isGroup ? GROUPED_POINT : 0)
  );
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
