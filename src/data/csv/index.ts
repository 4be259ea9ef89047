export type { CsvOptions } from "./csv-options.ts";
export { type NamedRows, readNamedRows } from "./named-rows.ts";
export { readCsv } from "./read-csv.ts";
export { fileBytes, memoryBytes } from "./table-bytes.ts";
