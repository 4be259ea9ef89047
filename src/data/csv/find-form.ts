/** @file Finds out how a table is written, from its first lines: separator, header, names of columns. */
import type { Finding } from "../finding.ts";
import { type ColumnNames, nameColumns } from "./column-names.ts";
import type { CsvOptions } from "./csv-options.ts";
import { completeHeader, guessHeader } from "./header.ts";
import { readHead, type TableForm } from "./scan-rows.ts";
import { guessSeparator } from "./separator.ts";
import type { TableBytes } from "./table-bytes.ts";

/**
 * Reads the first lines of a table.
 *
 * @param wanted  Names of columns: a first line that has one of them is a header.
 */
export async function findForm(
  name: string,
  bytes: TableBytes,
  { encoding, header }: Pick<CsvOptions, "encoding" | "header">,
  wanted: readonly string[],
): Promise<{ form: TableForm; columns: ColumnNames; findings: Finding[] }> {
  const { text, isWhole } = await readHead(name, bytes, encoding);
  const { separator, head, findings: ofSeparator } = guessSeparator(name, text, isWhole);
  const guessed = header === undefined ? guessHeader(name, head, wanted) : { isHeader: header, findings: [] };
  const names = completeHeader(head);
  const width = guessed.isHeader ? names.length : (head.rows[0]?.length ?? 0);
  const columns = nameColumns(guessed.isHeader ? names : undefined, width);
  const form = { name, bytes, encoding, separator, hasHeader: guessed.isHeader, width };
  return { form, columns, findings: [...ofSeparator, ...guessed.findings, ...columns.findings] };
}
