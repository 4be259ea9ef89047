/** @file DARTS genotypes as labelled graphs. */
import type { LabelledDag } from "../space.ts";
import type { DartsCell, Genotype } from "./genotype.ts";

/**
 * Both cells side by side between one "input" and one "output". Each has two nodes for what it reads, one for each
 * operation and one for each sum; their labels start with the name of the cell. All sums lead to the output.
 */
export function genotypeDag({ normal, reduce }: Genotype): LabelledDag {
  const labels = ["input"];
  const edges: [number, number][] = [];
  const add = (label: string, sources: readonly number[]): number => {
    const node = labels.push(label) - 1;
    edges.push(...sources.map((from): [number, number] => [from, node]));
    return node;
  };
  const addCell = (name: string, cell: DartsCell): number[] => {
    // The output of the cell before the last, and of the last.
    const values = [add(`${name} input 0`, [0]), add(`${name} input 1`, [0])];
    for (const pair of cell) {
      const terms = pair.map(({ operation, from }) => add(`${name} ${operation}`, [values[from] as number]));
      values.push(add(`${name} add`, terms));
    }
    return values.slice(2);
  };
  const sums = [...addCell("normal", normal), ...addCell("reduce", reduce)];
  add("output", sums);
  return { labels, edges };
}
