/** @file Text to rows of cells by RFC 4180, with blanks around cells and any line ends. Pure. */
import { DataError } from "../../base/index.ts";
import { countLineEnds } from "./text-blocks.ts";

/**
 * Takes one row.
 *
 * @param cells  Valid during the call: the array is used again.
 * @param line  Where the row starts, from 1.
 */
export type RowSink = (cells: readonly string[], line: number) => void;

/** More text than this between two quotes comes of a quote that is not closed. */
const LONGEST_CELL = 2 ** 22;

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const TAB = 9;

/**
 * Cuts text into rows. Blanks around a cell are dropped, inside quotes they are kept; a quote within an unquoted cell
 * stands for itself; a line without anything on it is no row.
 */
export class RowParser {
  private readonly name: string;
  private readonly separator: number;
  private readonly sink: RowSink;
  private readonly cells: string[] = [];
  private rest = "";
  private line = 1;

  /** @param name  Of the table, for errors. @param separator  One character. */
  constructor(name: string, separator: string, sink: RowSink) {
    this.name = name;
    this.separator = separator.charCodeAt(0);
    this.sink = sink;
  }

  /**
   * @param text  Ends with a line end unless it is the last.
   * @throws {DataError} naming the line if a quote is not closed or text follows a closed one.
   */
  push(text: string, isLast: boolean): void {
    const all = this.rest === "" ? text : this.rest + text;
    this.rest = "";
    let at = 0;
    while (at < all.length) {
      const end = this.parseRow(all, at);
      if (end < 0) {
        if (isLast || all.length - at > LONGEST_CELL) this.fail("has a quote that is not closed", "a closing quote");
        this.rest = all.slice(at);
        return;
      }
      at = end;
    }
  }

  /** Returns where the next row starts; -1 if the text ends within quotes. */
  private parseRow(text: string, start: number): number {
    const { cells, separator } = this;
    const first = this.line;
    const length = text.length;
    let count = 0;
    let at = start;
    for (;;) {
      at = this.skipBlanks(text, at);
      let code = text.charCodeAt(at);
      if (code === QUOTE) {
        const close = closingQuote(text, at);
        if (close < 0) {
          this.line = first;
          return -1;
        }
        const inside = text.slice(at + 1, close);
        this.line += countLineEnds(inside);
        cells[count++] = inside.includes('"') ? inside.replaceAll('""', '"') : inside;
        at = this.skipBlanks(text, close + 1);
        code = text.charCodeAt(at);
        if (at < length && code !== separator && code !== LINE_FEED && code !== CARRIAGE_RETURN) {
          this.fail("has text after a closing quote", 'a separator, or "" for a quote in quotes');
        }
      } else {
        const begin = at;
        while (at < length && code !== separator && code !== LINE_FEED && code !== CARRIAGE_RETURN) {
          code = text.charCodeAt(++at);
        }
        let end = at;
        while (end > begin && isBlank(text.charCodeAt(end - 1))) end--;
        // An empty line is no row.
        if (count > 0 || end > begin || code === separator) cells[count++] = text.slice(begin, end);
      }
      at++;
      if (code === separator) continue;
      if (code === CARRIAGE_RETURN && text.charCodeAt(at) === LINE_FEED) at++;
      break;
    }
    cells.length = count;
    if (count > 0) this.sink(cells, first);
    this.line++;
    return at;
  }

  private skipBlanks(text: string, start: number): number {
    let at = start;
    for (let code = text.charCodeAt(at); isBlank(code) && code !== this.separator; code = text.charCodeAt(at)) at++;
    return at;
  }

  private fail(found: string, expected: string): never {
    throw new DataError(`Cannot read table ${this.name}: line ${this.line} ${found}, expected ${expected}`);
  }
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Returns the index of the quote that closes the one at `open`; -1 if the text ends before. */
function closingQuote(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) close = text.indexOf('"', close + 2);
  return close;
}
