/** @file What the cells of a column are taken together: numbers or dates of one form, texts, nothing. Pure. */
import {
  dateBits,
  MISSING,
  MISSING_AMONG_NUMBERS,
  numberBits,
  type Shape,
  TOO_LARGE,
  WITH_POINT,
  WITH_SIGN,
} from "./cell-shape.ts";
import { type ColumnProfile, MOST_TEXTS, type ShapeCount } from "./column-profile.ts";
import { type DateForm, dateForms } from "./date-form.ts";
import { type NumberForm, numberForms } from "./number-form.ts";
import { quoted } from "./quoted.ts";

export type ColumnKind =
  | { readonly kind: "number"; readonly form: NumberForm }
  | { readonly kind: "date"; readonly form: DateForm }
  | { readonly kind: "text" }
  /** Missing in every row. */
  | { readonly kind: "empty" }
  /** `cell` is the first that shows it, `expected` what would do. */
  | { readonly kind: "unclear"; readonly cell: ShapeCount; readonly expected: string };

/** A share of texts up to here is a mistake among numbers rather than a column of texts. */
const MISTAKES = 0.1;

const [PLAIN = 0, COMMA = 0, GROUPED_COMMA = 0, GROUPED_POINT = 0] = numberBits;
const [, DAY_FIRST = 0, MONTH_FIRST = 0] = dateBits;
const ANY_MISSING: Shape = MISSING | MISSING_AMONG_NUMBERS;

/** Tells the kind of a column by itself; `settleDecimalMarks` goes over all columns of a table then. */
export function kindOf(profile: ColumnProfile): ColumnKind {
  const filled = profile.rows - profile.countOf(ANY_MISSING);
  if (profile.countOf(MISSING) === profile.rows) return { kind: "empty" };
  if (filled === 0) return { kind: "text" };
  const fits = (bit: Shape): boolean => profile.countOf(bit) === filled;

  const form = numberForms.find((_, at) => fits(numberBits[at] as Shape));
  if (form !== undefined) return kindOfNumbers(profile, form, fits);
  const year = dateForms.find((_, at) => fits(dateBits[at] as Shape));
  if (year !== undefined && fits(DAY_FIRST) && fits(MONTH_FIRST)) {
    return unclear(profile, DAY_FIRST, "a day above 12 somewhere, or dates such as 2024-01-31");
  }
  if (year !== undefined) return { kind: "date", form: year };
  return kindOfMixture(profile, filled);
}

function kindOfNumbers(profile: ColumnProfile, form: NumberForm, fits: (bit: Shape) => boolean): ColumnKind {
  const large = profile.firstOf((shape) => (shape & TOO_LARGE) !== 0);
  if (large) return { kind: "unclear", cell: large, expected: "numbers up to 1.8e308" };
  if (!fits(PLAIN) && fits(COMMA) && fits(GROUPED_COMMA)) {
    return { kind: "unclear", cell: commaCell(profile), expected: UNMARKED };
  }
  return { kind: "number", form };
}

const UNMARKED = "numbers with a decimal point and nothing between thousands";

/** Numbers or dates with something else among them, or texts. */
function kindOfMixture(profile: ColumnProfile, filled: number): ColumnKind {
  if (2 * profile.countOf(WITH_SIGN) > filled) {
    return unclear(profile, WITH_SIGN, "numbers without signs of currency or percent");
  }
  const bits = [...numberBits, ...dateBits];
  const best = bits.reduce((a, b) => (profile.countOf(b) > profile.countOf(a) ? b : a));
  const others = filled - profile.countOf(best);
  const isMistake = 2 * others <= filled && (others <= MISTAKES * filled || profile.texts.size < MOST_TEXTS);
  if (!isMistake) return { kind: "text" };
  const what = dateBits.includes(best) ? "a date" : "a number";
  const odd = profile.firstOf((shape) => !(shape & (best | ANY_MISSING))) as ShapeCount;
  return { kind: "unclear", cell: odd, expected: `${what} as in most lines, or nothing` };
}

function commaCell(profile: ColumnProfile): ShapeCount {
  return profile.firstOf((shape) => !(shape & (PLAIN | ANY_MISSING))) as ShapeCount;
}

function unclear(profile: ColumnProfile, bit: Shape, expected: string): ColumnKind {
  return { kind: "unclear", cell: profile.firstOf((shape) => (shape & bit) !== 0) as ShapeCount, expected };
}

/**
 * Settles by the other columns of a table what a column leaves open: is "1,234" a little more than 1 or than 1000, and is
 * "1.234"? What they do not tell stays unclear.
 */
export function settleDecimalMarks(profiles: readonly ColumnProfile[], kinds: readonly ColumnKind[]): ColumnKind[] {
  const forms = kinds.map((kind) => (kind.kind === "number" ? numberForms.indexOf(kind.form) : -1));
  const pointed = (at: number, isGrouped: boolean): ShapeCount | undefined =>
    profiles[at]?.firstOf((shape) => (shape & WITH_POINT) !== 0 && ((shape & GROUPED_POINT) !== 0) === isGrouped);
  const hasPoint = forms.some((form, at) => form === 0 && pointed(at, false));
  const hasComma = forms.some((form) => form === 1 || form === 3 || form === 5);
  return kinds.map((kind, at) => {
    if (kind.kind === "unclear" && kind.expected === UNMARKED && hasPoint !== hasComma) {
      return { kind: "number", form: numberForms[hasPoint ? 2 : 1] as NumberForm };
    }
    const grouped = forms[at] === 0 && !pointed(at, false) ? pointed(at, true) : undefined;
    if (!grouped || !hasComma) return kind;
    return { kind: "unclear", cell: grouped, expected: `${UNMARKED}, as other columns have a decimal comma` };
  });
}

/** Begins an error about a cell. */
export function cellText(cell: ShapeCount, column: string): string {
  return `line ${cell.line}, column ${quoted(column)} ${cell.cell === "" ? "is empty" : `is ${quoted(cell.cell)}`}`;
}
