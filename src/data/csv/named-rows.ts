/** @file The rows of a table as texts by column name: for models, which know what each of their columns holds. */
import type { Finding } from "../finding.ts";
import type { CsvOptions } from "./csv-options.ts";
import { findForm } from "./find-form.ts";
import { scanRows } from "./scan-rows.ts";
import { fileBytes } from "./table-bytes.ts";

export interface NamedRows {
  /** Cells by the names of their columns, one record a row. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** The line of the file that each row ends on, from 1. */
  readonly lines: readonly number[];
  readonly findings: readonly Finding[];
}

/**
 * Reads a CSV file that needs no label.
 *
 * @param wanted  Names of columns that are looked for: they tell a header.
 * @throws {IoError} if the file cannot be read; {DataError} if it is no table.
 */
export async function readNamedRows(
  path: string,
  wanted: readonly string[],
  options: Pick<CsvOptions, "encoding" | "header"> = {},
): Promise<NamedRows> {
  const { form, columns, findings } = await findForm(path, fileBytes(path), options, wanted);
  const rows: Record<string, string>[] = [];
  const lines: number[] = [];
  await scanRows(form, (cells, line) => {
    rows.push(Object.fromEntries(columns.names.map((column, at) => [column, cells[at] as string])));
    lines.push(line);
  });
  return { rows, lines, findings };
}
