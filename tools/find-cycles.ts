/** @file Finds import cycles. */

/**
 * Returns import cycles, each as the files along it; at least one where there is any.
 *
 * @param imports  For each file the files it imports; files that are no key are passed over.
 */
export function findCycles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    if (finished.has(file)) return;
    const at = path.indexOf(file);
    if (at >= 0) {
      cycles.push(path.slice(at));
      return;
    }
    path.push(file);
    for (const next of imports.get(file) ?? []) if (imports.has(next)) visit(next);
    path.pop();
    finished.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return cycles;
}
