/** @file Reads published benchmark tables, where they lie beside the project. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** One row by column name. */
export type Row = Readonly<Record<string, string>>;

/** All rows of a table of ../shared/benchmarks; undefined where it is absent. */
export function publishedTable(name: string): readonly Row[] | undefined {
  const file = new URL(`../../../shared/benchmarks/${name}.csv.gz`, import.meta.url);
  if (!existsSync(file)) return undefined;
  const [header = "", ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const columns = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""]));
  });
}
