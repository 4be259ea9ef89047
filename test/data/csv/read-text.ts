/** @file Reads a table that a test writes down. */
import { type CsvOptions, memoryBytes, readCsv } from "../../../src/data/csv/index.ts";
import type { RawDataset } from "../../../src/data/raw-dataset.ts";

export function readText(text: string | Uint8Array, options: CsvOptions = {}): Promise<RawDataset> {
  return readCsv("plants", "a test", memoryBytes(text), options);
}

/** The message of the error, or what was read instead. */
export async function errorOf(text: string | Uint8Array, options: CsvOptions = {}): Promise<string> {
  try {
    const { task, columns } = await readText(text, options);
    return `read as ${JSON.stringify({ task, columns })}`;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** Texts of the findings, each after its kind. */
export async function findingsOf(text: string | Uint8Array, options: CsvOptions = {}): Promise<string[]> {
  const { findings = [] } = await readText(text, options);
  return findings.map(({ kind, text: found }) => `${kind}: ${found}`);
}

/** A table below a header: `cells` gives the row of each index. */
export function table(header: string, rows: number, cells: (row: number) => string): string {
  return [header, ...Array.from({ length: rows }, (_, row) => cells(row)), ""].join("\n");
}
