/** @file Goes over the rows of a table from its bytes on, as often as needed. */
import { DataError } from "../../base/index.ts";
import { RowParser, type RowSink } from "./row-parser.ts";
import type { TableBytes } from "./table-bytes.ts";
import { readTextBlocks } from "./text-blocks.ts";

/** What is known before the rows are gone over. */
export interface TableForm {
  readonly name: string;
  readonly bytes: TableBytes;
  readonly encoding?: string | undefined;
  readonly separator: string;
  readonly hasHeader: boolean;
  /** Cells of each row. */
  readonly width: number;
}

/**
 * Calls `sink` for each row below the header; rows without any filled cell are passed over.
 *
 * @returns How many rows were passed over.
 * @throws {DataError} naming the line if a row has another number of cells, and what reading bytes and text throws.
 */
export async function scanRows(form: TableForm, sink: RowSink): Promise<number> {
  const { name, width, encoding } = form;
  let isHeader = form.hasHeader;
  let empty = 0;
  const parser = new RowParser(name, form.separator, (cells, line) => {
    if (isHeader) isHeader = false;
    else if (cells.every((cell) => cell === "")) empty++;
    else if (cells.length === width) sink(cells, line);
    else failWidth(form, cells.length, line);
  });
  for await (const { text, isLast } of readTextBlocks(name, form.bytes(), encoding)) parser.push(text, isLast);
  return empty;
}

function failWidth({ name, width }: TableForm, found: number, line: number): never {
  throw new DataError(
    `Cannot read table ${name}: line ${line} has ${found} cell${found === 1 ? "" : "s"}, expected CSV with equally long lines of ${width}`,
  );
}

/** Enough text to guess by. */
const HEAD_LENGTH = 2 ** 18;
const HEAD_LINES = 20;

/** Returns the first lines of a table. */
export async function readHead(
  name: string,
  bytes: TableBytes,
  encoding?: string,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  for await (const { text, isLast } of readTextBlocks(name, bytes(), encoding)) {
    let end = Math.max(HEAD_LENGTH, endOfLine(text, HEAD_LINES));
    end = endOfLine(text.slice(end), 1) + end;
    return { text: text.slice(0, end), isWhole: isLast && end >= text.length };
  }
  return { text: "", isWhole: true };
}

/** Index after the given number of lines, or the end of the text. */
function endOfLine(text: string, lines: number): number {
  const end = /\r\n|\n|\r/g;
  for (let line = 0; line < lines; line++) if (end.exec(text) === null) return text.length;
  return end.lastIndex;
}
