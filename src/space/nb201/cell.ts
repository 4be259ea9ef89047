/** @file The NAS-Bench-201 cell: four nodes, an operation on each of the six edges, and its official text. */
import { SpaceError, shown } from "../../base/index.ts";
import { type DenseEdge, denseEdgesOf, liveDenseEdges } from "../dense-cell.ts";

export const operations = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"] as const;
export type Operation = (typeof operations)[number];

/** The operation of each edge, six of them, in the order of `denseEdges`. */
export type Cell = readonly Operation[];

export type Edge = DenseEdge<Operation>;

/** Writes a cell as `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|`; the i-th group lists the edges into node i. */
export function formatCell(cell: Cell): string {
  const [a, b, c, d, e, f] = cell;
  return `|${a}~0|+|${b}~0|${c}~1|+|${d}~0|${e}~1|${f}~2|`;
}

/** Cells read before, by text: 15,625 at most, and searches read each of theirs many times. */
const readCells = new Map<string, Cell>();

/** Reads a cell's text. @throws {SpaceError} naming the part that is wrong. */
export function parseCell(value: unknown): Cell {
  if (typeof value !== "string") throw wrong(`it is ${shown(value)}`, "text such as |op~0|+|op~0|op~1|+|…|");
  const cell = readCells.get(value) ?? readCell(value);
  readCells.set(value, cell);
  return cell;
}

function readCell(value: string): Cell {
  const groups = value.split("+");
  if (groups.length !== 3) throw wrong(`"${value}" has ${groups.length} nodes joined by +`, "3");
  return groups.flatMap((group, i) => {
    const parts = group.split("|");
    if (parts.length !== i + 3 || parts[0] !== "" || parts.at(-1) !== "") {
      throw wrong(`node ${i + 1} is "${group}"`, `${i + 1} operations between bars`);
    }
    return parts.slice(1, -1).map((part, from) => parseOperation(part, i + 1, from));
  });
}

function parseOperation(part: string, to: number, from: number): Operation {
  const [name, source, ...rest] = part.split("~");
  const operation = operations.find((known) => known === name);
  if (operation === undefined) throw wrong(`the edge ${from}→${to} has "${name}"`, `one of ${operations.join(", ")}`);
  if (source !== String(from) || rest.length > 0)
    throw wrong(`the edge ${from}→${to} reads "${part}"`, `~${from} last`);
  return operation;
}

function wrong(found: string, expected: string): SpaceError {
  return new SpaceError(`Cannot read a NAS-Bench-201 cell: ${found}, expected ${expected}`);
}

/** The six edges with their operations. */
export function edgesOf(cell: Cell): Edge[] {
  return denseEdgesOf(cell);
}

/** The edges that carry something from the input to the output of the cell, in order. */
export function liveEdges(cell: Cell): Edge[] {
  return liveDenseEdges(cell, "none");
}
