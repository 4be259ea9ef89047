/** @file A comparison as an aligned table of plain text, for terminals. */
import { printable } from "../base/index.ts";
import type { ComparisonColumn, ComparisonInput } from "./comparison-input.ts";
import { formatHeader, formatValue, roundTo } from "./format.ts";

/** A cell as people read it; the unit "p" is that of probabilities, which may be tiny. */
export function cellText(cell: string | number | null, unit: string | null): string {
  if (cell === null) return "–";
  if (typeof cell === "string") return cell;
  if (unit === "p") return roundTo(cell, 2);
  // Two decimals are what accuracies of trainings repeat to; equally many align.
  return unit === "%" ? cell.toFixed(2).replace("-", "−") : formatValue(cell, unit ?? "1");
}

/** The header of a column with its unit, where it has one that says something. */
export function columnHeader({ name, unit }: ComparisonColumn): string {
  return unit === null || unit === "p" ? name : formatHeader({ name, unit });
}

/** Renders the columns and rows of a comparison as aligned lines. Ends without a line break. */
export function renderComparisonTable({ columns, rows }: Pick<ComparisonInput, "columns" | "rows">): string {
  const header = columns.map(columnHeader);
  const cells = rows.map((row) =>
    columns.map(({ unit }, i) => {
      return printable(cellText(row[i] ?? null, unit));
    }),
  );
  const lines = [header, ...cells];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => [...(line[i] as string)].length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => {
          const space = " ".repeat((widths[i] as number) - [...cell].length);
          return columns[i]?.unit === null ? cell + space : space + cell;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
