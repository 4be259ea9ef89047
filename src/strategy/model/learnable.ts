/** @file The results that a model learns from. */
import type { Json } from "../../base/index.ts";
import type { Archive, Entry } from "../archive.ts";

/** Of trials that cost nothing there may be hundreds to each one measured; a model would see little else, and be slow. */
const MOST_OUTSIDE = { start: 20, share: 2 } as const;

/**
 * Returns the results with the whole budget whose costs are all known, and of those that were outside the constraints
 * before anything was paid for them the first few to each: infeasible, an unknown cost as bad as the worst one known. In
 * the order told; a result that comes later changes nothing before it.
 */
export function learnable<A extends Json>(archive: Archive<A>): readonly Entry<A>[] {
  const measured = archive.usable(1);
  if (measured.length === 0 || !archive.entries.some(({ outside }) => outside)) return measured;
  const worst = measured[0]?.costs.map((_, m) => Math.max(...measured.map(({ costs }) => costs[m] as number)));
  const isMeasured = new Set(measured);
  const learned: Entry<A>[] = [];
  let outside = 0;
  for (const entry of archive.entries) {
    if (isMeasured.has(entry)) learned.push(entry);
    else if (entry.outside && outside < MOST_OUTSIDE.start + MOST_OUTSIDE.share * (learned.length - outside)) {
      const costs = entry.costs.map((cost, m) => (Number.isFinite(cost) ? cost : (worst?.[m] ?? 0)));
      learned.push({ ...entry, costs });
      outside++;
    }
  }
  return learned;
}
