export type { CsvOptions } from "./csv-options.ts";
export { readCsv } from "./read-csv.ts";
export { fileBytes, memoryBytes, type TableBytes } from "./table-bytes.ts";
