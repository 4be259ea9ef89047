/** @file The order of a column, worked out when the page is written, so that its script compares nothing but numbers. */

/** Returns the position of each value among the different ones, in increasing order; null for null, which sorts last. */
export function sortRanks(values: readonly (number | string | null)[]): (number | null)[] {
  const different = [...new Set(values)].filter((value) => value !== null).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const ranks = new Map(different.map((value, rank) => [value, rank]));
  return values.map((value) => (value === null ? null : (ranks.get(value) as number)));
}
