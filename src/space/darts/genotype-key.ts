/** @file When two DARTS genotypes are the same network. */
import { sumText } from "../dense-cell.ts";
import { type DartsCell, type DartsEdge, type Genotype, innerNodes } from "./genotype.ts";

/**
 * Returns text that is equal exactly for genotypes that build the same network: the order of a node's inputs and the
 * numbering of the nodes do not count, and skip connections that pass a value on as it is dissolve.
 */
export function genotypeKey({ normal, reduce }: Genotype): string {
  return `normal ${cellKey(normal, false)} reduce ${cellKey(reduce, true)}`;
}

/**
 * Writes each node as the sum of its terms; an operation with weights also carries its node's number, by which two
 * of them are told apart. The numbering with the least text is taken, of those that number nodes in the order of their
 * texts without numbers: that is one, unless nodes look alike.
 */
function cellKey(cell: DartsCell, reduces: boolean): string {
  const plain = nodeTexts(cell, reduces, [0, 0, 0, 0]);
  const isInOrder = (numbers: readonly number[]): boolean =>
    plain.every((a, i) => plain.every((b, j) => a >= b || (numbers[i] as number) < (numbers[j] as number)));
  const texts = numberings.filter(isInOrder).map((numbers) => nodeTexts(cell, reduces, numbers).sort().join(" "));
  return texts.reduce((least, text) => (text < least ? text : least));
}

function nodeTexts(cell: DartsCell, reduces: boolean, numbers: readonly number[]): string[] {
  // Terms of the nodes so far; those of the two inputs are their names.
  const terms: string[][] = [["0"], ["1"]];
  for (const [i, edges] of cell.entries()) {
    terms.push(edges.flatMap((edge) => termsOf(edge, terms[edge.from] as string[], reduces, numbers[i] as number)));
  }
  return terms.slice(2).map(sumText);
}

function termsOf(edge: DartsEdge, source: readonly string[], reduces: boolean, number: number): readonly string[] {
  const { operation, from } = edge;
  if (operation.endsWith("pool_3x3")) {
    // Pooling has no weights, but where it reads an input of a reduction cell it also halves.
    return [`${operation}${reduces && from < 2 ? "/2" : ""}(${sumText(source)})`];
  }
  if (operation === "skip_connect" && !(reduces && from < 2)) return source;
  return [`${operation}#${number}(${sumText(source)})`];
}

/** All ways to number the inner nodes. */
const numberings: readonly (readonly number[])[] = permutations(innerNodes);

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
