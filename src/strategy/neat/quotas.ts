/** @file How many places of a generation each species gets. */

/**
 * Splits `total` places in proportion to the shares, which are at least 0; equally where all are 0. Fractions go to the
 * largest remainders, earlier ones first.
 *
 * @returns One whole number for each share; they sum to `total`.
 */
export function quotas(shares: readonly number[], total: number): number[] {
  const sum = shares.reduce((all, share) => all + share, 0);
  const exact = shares.map((share) => (sum > 0 ? (total * share) / sum : total / shares.length));
  const places = exact.map(Math.floor);
  const remainders = exact.map((value, i) => ({ i, left: value - (places[i] as number) }));
  remainders.sort((a, b) => b.left - a.left || a.i - b.i);
  const open = total - places.reduce((all, count) => all + count, 0);
  for (const { i } of remainders.slice(0, open)) places[i] = (places[i] as number) + 1;
  return places;
}
