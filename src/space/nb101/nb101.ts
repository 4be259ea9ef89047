/** @file The NAS-Bench-101 space: cells of up to seven vertices with an operation each. */
import { checkInteger, InputError, mergeSettings, SpaceError } from "../../base/index.ts";
import { type Slots, slotSpace } from "../slot-space.ts";
import type { LabelledDag, SearchSpace } from "../space.ts";
import { canonicalCell } from "./canonical-cell.ts";
import {
  formatCell,
  type Nb101Cell,
  type Nb101Operation,
  operations,
  parseNb101Cell,
  possibleEdges,
  pruneCell,
  vertexCount,
} from "./cell.ts";
import { cellFromDag, cellToDag, padCell } from "./cell-dag.ts";
import { buildCellNetwork } from "./cell-network.ts";
import { countMatrices } from "./count-cells.ts";

export interface Nb101Options {
  /** Cells a stack; 3 in the benchmark. Default 1. */
  readonly cells?: number;
  /** Channels of the first stack; 128 in the benchmark. Default 16. */
  readonly channels?: number;
  /** Most vertices, input and output among them. Default 7, as in the benchmark. */
  readonly vertices?: number;
  /** Most edges. Default 9, as in the benchmark. */
  readonly edges?: number;
}

const defaults = { cells: 1, channels: 16, vertices: 7, edges: 9 };

/**
 * Creates the NAS-Bench-101 space. An architecture is the text `vertices:adjacency:operations` (see `formatCell`) of a
 * cell with all its vertices, dead ones too, such as `7:111010…:in-c3-c1-mp-c3-c3-out`: a dead vertex keeps its
 * operation, and comes to life when an edge joins it. `parse` takes cells with fewer vertices and fills
 * them up. The key is the text of the pruned cell in the form the benchmark evaluated (see `canonicalCell`), so tables
 * are looked up by key. Seven vertices and nine edges have 423,624 keys.
 *
 * `sample` is the benchmark's reference sampler: edge bits and operations uniformly, until the cell is valid; that is
 * not uniform over keys. A mutation flips one edge bit or changes one operation, each of the 26 equally likely; the
 * benchmark's own evolution flips each bit with probability 1/7 and each operation with 1/5. Takes images.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Ying et al. 2019, "NAS-Bench-101: Towards Reproducible Neural Architecture Search".
 */
export function nb101(options: Nb101Options = {}): SearchSpace<string> {
  const { cells, channels, vertices, edges } = checkedOptions(options);
  const limits = vertices === 7 && edges === 9 ? "" : `,vertices=${vertices},edges=${edges}`;
  const name = `nb101(cells=${cells},channels=${channels}${limits})`;
  const possible = possibleEdges(vertices);
  const cellOf = (values: Slots): Nb101Cell => ({
    operations: values.slice(possible.length) as readonly Nb101Operation[],
    edges: possible.filter((_, i) => values[i] === "1"),
  });
  const liveCell = (values: Slots): Nb101Cell => canonicalCell(pruneCell(cellOf(values)) as Nb101Cell);
  const space = slotSpace({
    name,
    input: "image",
    slots: [
      ...possible.map(([from, to]) => ({ name: `${from}→${to}`, options: ["0", "1"] })),
      ...Array.from({ length: vertices - 2 }, (_, i) => ({ name: `vertex ${i + 1}`, options: operations })),
    ],
    forbid: [
      { why: `it has more than ${edges} edges`, test: (values) => cellOf(values).edges.length > edges },
      { why: "nothing leads from input to output", test: (values) => pruneCell(cellOf(values)) === undefined },
    ],
    size: countMatrices(vertices, edges) * BigInt(operations.length ** (vertices - 2)),
    example: "4:101111:in-c3-mp-out",
    format: (values) => formatCell(cellOf(values)),
    read: (text) => slotsOf(paddedCell(parseNb101Cell(text), vertices), possible),
    key: (values) => formatCell(liveCell(values)),
    build: (values, net) => buildCellNetwork(net, liveCell(values), cells, channels),
    describe: (values) => describeCell(liveCell(values)),
    toDag: (values) => cellToDag(liveCell(values)),
  });
  const wholeDag = (arch: string): LabelledDag => cellToDag(paddedCell(parseNb101Cell(arch), vertices));
  return { ...space, ...bitEncoding(space, possible.length), wholeDag, fromDag };

  function fromDag(dag: LabelledDag): string | undefined {
    // Dead vertices stay: edges that come later may bring them to life.
    const cell = cellFromDag(dag);
    if (cell === undefined || vertexCount(cell) > vertices || cell.edges.length > edges) return undefined;
    return pruneCell(cell) && formatCell(padCell(cell, vertices));
  }
}

function checkedOptions(options: Nb101Options): Required<Nb101Options> {
  const settings = mergeSettings("nb101", defaults, options);
  checkInteger("nb101", "cells", settings.cells, 1);
  checkInteger("nb101", "vertices", settings.vertices, 3);
  checkInteger("nb101", "edges", settings.edges, 1);
  // Each vertex that leads to the output needs a channel of its own.
  checkInteger("nb101", "channels", settings.channels, settings.vertices - 2);
  if (settings.vertices > 9) {
    throw new InputError(`Cannot set up nb101: vertices is ${settings.vertices}, expected at most 9`);
  }
  return settings;
}

function paddedCell(cell: Nb101Cell, vertices: number): Nb101Cell {
  if (vertexCount(cell) <= vertices) return padCell(cell, vertices);
  throw new SpaceError(
    `Cannot read a NAS-Bench-101 cell: it has ${vertexCount(cell)} vertices, expected at most ${vertices}`,
  );
}

function slotsOf(cell: Nb101Cell, possible: readonly (readonly [number, number])[]): Slots {
  const isPresent = (from: number, to: number): boolean =>
    cell.edges.some((edge) => edge[0] === from && edge[1] === to);
  return [...possible.map(([from, to]) => (isPresent(from, to) ? "1" : "0")), ...cell.operations];
}

/** One number for each edge bit, and the operations one-hot. */
function bitEncoding(space: SearchSpace<string>, bits: number): Pick<SearchSpace<string>, "width" | "encode"> {
  const width = bits + operations.length * (space.parameters.length - bits);
  return {
    width,
    encode: (arch) => {
      const indices = space.toIndices(arch);
      const oneHot = indices.slice(bits).flatMap((index) => operations.map((_, i) => (i === index ? 1 : 0)));
      return Float64Array.of(...indices.slice(0, bits), ...oneHot);
    },
  };
}

/** One line a live vertex: what goes into it. */
function describeCell(cell: Nb101Cell): string {
  const output = vertexCount(cell) - 1;
  return [...cell.operations, "output"]
    .map((label, i) => {
      const sources = cell.edges.filter(([, to]) => to === i + 1).map(([from]) => (from === 0 ? "input" : `v${from}`));
      return i + 1 === output ? `output = ${sources.join(", ")}` : `v${i + 1} = ${label}(${sources.join(" + ")})`;
    })
    .join("\n");
}
