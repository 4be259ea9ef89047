/** @file The right name nearest to a wrong one, for error texts. */

/**
 * Returns the name with the fewest letters changed, or undefined where none is near enough to be meant.
 *
 * Near is a third of the letters and at least two; a name that starts with what was given is near as well.
 */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(given.length / 3));
  const ranked = names
    .map((name) => ({ name, distance: given.length > 1 && name.startsWith(given) ? 0 : editDistance(given, name) }))
    .filter(({ name, distance }) => distance <= limit && distance < name.length)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name;
}

/** Writes `did you mean X?` or, where nothing is near, what is expected: by default one of the names. */
export function suggestion(given: string, names: readonly string[], expected = `one of ${names.join(", ")}`): string {
  const nearest = nearestName(given, names);
  return nearest === undefined ? `expected ${expected}` : `did you mean ${nearest}?`;
}

/** Letters inserted, deleted, replaced or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] as number;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : replaced;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
}
