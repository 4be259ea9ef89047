export { metricOfColumn } from "./column-unit.ts";
export { parseTableCsv, type TableCsvOptions } from "./parse-table-csv.ts";
export { readTable, tableName } from "./read-table.ts";
export {
  architectureText,
  type Column,
  type NumberColumn,
  Table,
  type TableContent,
  type TextColumn,
} from "./table.ts";
export { type TableEstimatorOptions, tableEstimator } from "./table-estimator.ts";
export { decodeTable, encodeTable } from "./table-file.ts";
export { TableMeasures, type TableMetric, type TableSeconds } from "./table-measures.ts";
