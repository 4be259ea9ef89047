/** @file Names of columns and classes, and what became of cells, in the words of errors and warnings. */
import type { TableColumn } from "../data/index.browser.ts";

/** The most names a message lists. */
const MOST_NAMES = 12;

/** A list of names in text, another one for every short list: names may hold commas. */
export function quoted(names: readonly string[]): string {
  const listed = names.slice(0, MOST_NAMES).map((name) => JSON.stringify(name));
  const rest = names.length - listed.length;
  return listed.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** What became of cells that a column cannot hold. */
export function lossOf({ name, kind }: TableColumn, count: number): string {
  const which = `${count} ${count === 1 ? "cell" : "cells"} of column ${JSON.stringify(name)}`;
  return kind === "category"
    ? `${which} ${count === 1 ? "holds a category" : "hold categories"} the model does not know`
    : `${which} ${count === 1 ? "is no number and counts" : "are no numbers and count"} as missing`;
}
