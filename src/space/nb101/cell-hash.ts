/** @file The hash by which NAS-Bench-101 names its cells. */
import { md5Text } from "../../base/index.ts";
import { type Nb101Cell, operations, vertexCount } from "./cell.ts";

/**
 * Returns the official hash of a pruned cell, 32 hex digits, equal for isomorphic cells: each vertex starts with its
 * degrees and operation, and takes in the hashes of its neighbours as often as there are vertices.
 *
 * @param md5  Gives 32 hex digits for a text. Default: one that runs anywhere; that of Node is several times as fast.
 * Source: Ying et al. 2019, "NAS-Bench-101", code `hash_module`.
 */
export function nb101Hash(cell: Nb101Cell, md5: (text: string) => string = md5Text): string {
  const vertices = vertexCount(cell);
  const labels = [-1, ...cell.operations.map((operation) => operations.indexOf(operation)), -2];
  const sources = labels.map((_, v) => cell.edges.filter(([, to]) => to === v).map(([from]) => from));
  const targets = labels.map((_, v) => cell.edges.filter(([from]) => from === v).map(([, to]) => to));
  let hashes = labels.map((label, v) => md5(`(${targets[v]?.length}, ${sources[v]?.length}, ${label})`));
  for (let round = 0; round < vertices; round++) {
    const old = hashes;
    const joined = (neighbours: readonly number[] | undefined): string =>
      (neighbours ?? [])
        .map((v) => old[v] as string)
        .sort()
        .join("");
    hashes = old.map((own, v) => md5(`${joined(sources[v])}|${joined(targets[v])}|${own}`));
  }
  // The benchmark hashes a list as Python prints it.
  return md5(
    `[${hashes
      .sort()
      .map((hash) => `'${hash}'`)
      .join(", ")}]`,
  );
}
