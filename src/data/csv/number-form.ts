/** @file The ways of writing numbers that are read: one for a whole column. Pure. */

export interface NumberForm {
  /** For findings and errors. */
  readonly name: string;
  readonly pattern: RegExp;
  /** Reads a cell that fits the pattern; "" and words give NaN. */
  parse(cell: string): number;
}

/**
 * No form knows hexadecimal numbers, infinities, or blanks except between thousands. Groups of thousands are complete
 * and do not begin with 0, so that 0,125 is no whole number.
 */
export const numberForms: readonly NumberForm[] = [
  {
    name: "plain numbers",
    pattern: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
    parse: parsePlain,
  },
  {
    name: "a decimal comma",
    pattern: /^[+-]?(?:\d+(?:,\d+)?|,\d+)(?:[eE][+-]?\d+)?$/,
    parse: (cell) => parsePlain(cell.replace(",", ".")),
  },
  {
    name: "commas between thousands",
    pattern: /^[+-]?(?:\d{1,3}|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d*)?$/,
    parse: (cell) => parsePlain(cell.replaceAll(",", "")),
  },
  {
    name: "points between thousands",
    pattern: /^[+-]?(?:\d{1,3}|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?$/,
    parse: (cell) => parsePlain(cell.replaceAll(".", "").replace(",", ".")),
  },
  {
    name: "blanks between thousands",
    pattern: /^[+-]?(?:\d{1,3}|[1-9]\d{0,2}(?:[ '’\u00a0\u2009\u202f]\d{3})+)(?:\.\d*)?$/,
    parse: (cell) => parsePlain(withoutBlanks(cell)),
  },
  {
    name: "blanks between thousands and a decimal comma",
    pattern: /^[+-]?(?:\d{1,3}|[1-9]\d{0,2}(?:[ '’\u00a0\u2009\u202f]\d{3})+)(?:,\d+)?$/,
    parse: (cell) => parsePlain(withoutBlanks(cell).replace(",", ".")),
  },
];

function parsePlain(cell: string): number {
  // Number("") is 0, and what else it knows does not fit the pattern.
  return cell === "" ? Number.NaN : Number(cell);
}

function withoutBlanks(cell: string): string {
  return cell.replace(/[ '’\u00a0\u2009\u202f]/g, "");
}
