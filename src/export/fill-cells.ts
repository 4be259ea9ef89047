/** @file Missing cells for a model that has no step for them. */
import type { Dataset } from "../data/index.browser.ts";
import type { InputInfo } from "./model-info.ts";

/**
 * Puts the median of the training part where a number or date is missing, if the model was trained on complete tables and
 * would answer NaN. Of categories nothing is needed: a missing one is none of those known.
 *
 * @param cells  Row-major in the order of the model's columns; not changed.
 * @returns The same array where nothing is missing; else one warning a column.
 */
export function fillCells(
  cells: Dataset["examples"],
  { columns = [], features = [], hasMissing = false }: InputInfo,
): { readonly cells: Dataset["examples"]; readonly warnings: readonly string[] } {
  if (hasMissing || cells instanceof Uint8Array) return { cells, warnings: [] };
  let filled = cells;
  const warnings: string[] = [];
  columns.forEach(({ name }, c) => {
    const feature = features.find(({ column, kind }) => column === c && kind === "value");
    if (feature?.kind !== "value") return;
    let count = 0;
    for (let i = c; i < cells.length; i += columns.length) {
      if (!Number.isNaN(cells[i])) continue;
      if (filled === cells) filled = cells.slice();
      filled[i] = feature.fill;
      count++;
    }
    if (count === 0) return;
    const which = `${count} ${count === 1 ? "cell" : "cells"} of column ${JSON.stringify(name)}`;
    warnings.push(
      `${which} ${count === 1 ? "is" : "are"} missing, as never in training: the median ${feature.fill} is taken`,
    );
  });
  return { cells: filled, warnings };
}
