/** @file Counts NAS-Bench-101 cells as they are written. */

/**
 * Counts the adjacency matrices of `vertices` vertices with at most `edges` edges that lead from the input to the
 * output, dead vertices allowed: 7 vertices and 9 edges have 573,494.
 *
 * Walks the vertices in order and keeps the numbers of matrices by how many vertices the input reaches so far and how
 * many edges there are: k edges into a vertex miss all r of the v before it that are reached in C(v - r, k) ways.
 */
export function countMatrices(vertices: number, edges: number): bigint {
  // counts[reached][edges]; the input reaches itself.
  let counts = new Map<number, bigint[]>([[1, [1n]]]);
  for (let v = 1; v < vertices; v++) {
    const next = new Map<number, bigint[]>();
    const isOutput = v === vertices - 1;
    for (const [reached, byEdges] of counts) {
      for (const [used, count] of byEdges.entries()) {
        for (let k = 0; k <= Math.min(v, edges - used); k++) {
          const missing = binomial(v - reached, k);
          addTo(next, reached + 1, used + k, count * (binomial(v, k) - missing));
          if (!isOutput) addTo(next, reached, used + k, count * missing);
        }
      }
    }
    counts = next;
  }
  return [...counts.values()].flat().reduce((sum, count) => sum + count, 0n);
}

function addTo(counts: Map<number, bigint[]>, reached: number, edges: number, count: bigint): void {
  const byEdges = counts.get(reached) ?? [];
  while (byEdges.length <= edges) byEdges.push(0n);
  byEdges[edges] = (byEdges[edges] as bigint) + count;
  counts.set(reached, byEdges);
}

function binomial(n: number, k: number): bigint {
  let result = 1n;
  for (let i = 0; i < k; i++) result = (result * BigInt(n - i)) / BigInt(i + 1);
  return k > n ? 0n : result;
}
