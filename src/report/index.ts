export type { ComparisonColumn, ComparisonCurve, ComparisonInput } from "./comparison-input.ts";
export { renderComparison } from "./comparison-report.ts";
export { renderComparisonTable } from "./comparison-table.ts";
export { continuationText } from "./continuation-text.ts";
export { formatDuration, formatHeader, formatQuantity, formatValue } from "./format.ts";
export { renderReport } from "./report.ts";
export type { ReportInput, ReportWinner } from "./report-input.ts";
export { renderScatter, type ScatterOptions } from "./text-scatter.ts";
export { type FrontTableOptions, renderFrontTable } from "./text-table.ts";
