/** @file The NAS-Bench-101 cell: a graph with an operation on each vertex, and its text. */
import { SpaceError, shown } from "../../base/index.ts";

/** Operations in the benchmark's own order. */
export const operations = ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"] as const;
export type Nb101Operation = (typeof operations)[number];

/** Operations as texts have them. */
export const shortNames: Readonly<Record<Nb101Operation, string>> = {
  "conv3x3-bn-relu": "c3",
  "conv1x1-bn-relu": "c1",
  maxpool3x3: "mp",
};

/** A directed acyclic graph from vertex 0, the input, to its last vertex, the output. */
export interface Nb101Cell {
  /** Operations of the vertices between input and output, in the order of the vertices. */
  readonly operations: readonly Nb101Operation[];
  /** Edges [from, to] with from < to, by from, then to. */
  readonly edges: readonly (readonly [number, number])[];
}

/** Number of vertices, input and output among them. */
export function vertexCount(cell: Nb101Cell): number {
  return cell.operations.length + 2;
}

/** All edges [from, to] that `vertices` vertices may have, by from, then to: the order of the text. */
export function possibleEdges(vertices: number): [number, number][] {
  const all = Array.from({ length: vertices }, (_, vertex) => vertex);
  return all.flatMap((from) => all.slice(from + 1).map((to): [number, number] => [from, to]));
}

/**
 * Writes a cell as `vertices:adjacency:operations`, such as `4:101111:in-c3-mp-out`: the upper triangle of the
 * adjacency matrix row by row without the diagonal; `c3`, `c1` and `mp` are the operations.
 */
export function formatCell(cell: Nb101Cell): string {
  const vertices = vertexCount(cell);
  const present = new Set(cell.edges.map(([from, to]) => from * vertices + to));
  const bits = possibleEdges(vertices).map(([from, to]) => (present.has(from * vertices + to) ? "1" : "0"));
  const names = cell.operations.map((operation) => shortNames[operation]);
  return `${vertices}:${bits.join("")}:${["in", ...names, "out"].join("-")}`;
}

/** Reads a cell's text; the cell may have dead vertices. @throws {SpaceError} naming the part that is wrong. */
export function parseNb101Cell(value: unknown): Nb101Cell {
  if (typeof value !== "string") throw wrong(`it is ${shown(value)}`, "text such as 4:101111:in-c3-mp-out");
  const [count = "", bits = "", names = "", ...rest] = value.split(":");
  const vertices = Number(count);
  if (!/^[1-9]\d?$/.test(count) || vertices < 2 || rest.length > 0) {
    throw wrong(`"${value}" does not start with a number of vertices`, "vertices:adjacency:operations");
  }
  const possible = possibleEdges(vertices);
  if (bits.length !== possible.length || /[^01]/.test(bits)) {
    throw wrong(`the adjacency is "${bits}"`, `${possible.length} digits 0 or 1 for ${vertices} vertices`);
  }
  return { operations: parseOperations(names, vertices), edges: possible.filter((_, i) => bits[i] === "1") };
}

function parseOperations(text: string, vertices: number): Nb101Operation[] {
  const names = text.split("-");
  if (names.length !== vertices || names[0] !== "in" || names.at(-1) !== "out") {
    throw wrong(`the operations are "${text}"`, `${vertices} names joined by -, from in to out`);
  }
  return names.slice(1, -1).map((name, i) => {
    const operation = operations.find((known) => shortNames[known] === name);
    if (operation === undefined) throw wrong(`vertex ${i + 1} is "${name}"`, "c1, c3 or mp");
    return operation;
  });
}

function wrong(found: string, expected: string): SpaceError {
  return new SpaceError(`Cannot read a NAS-Bench-101 cell: ${found}, expected ${expected}`);
}

/** Returns the cell without the vertices that lie on no path from input to output; undefined where there is no path. */
export function pruneCell(cell: Nb101Cell): Nb101Cell | undefined {
  const output = vertexCount(cell) - 1;
  const fed = new Set([0]);
  for (const [from, to] of cell.edges) if (fed.has(from)) fed.add(to);
  const used = new Set([output]);
  // Edges are ordered by their source, so those that leave a vertex have been seen when those into it come.
  for (const [from, to] of cell.edges.toReversed()) if (used.has(to)) used.add(from);
  if (!fed.has(output)) return undefined;
  const live = Array.from({ length: output + 1 }, (_, vertex) => vertex).filter((v) => fed.has(v) && used.has(v));
  const position = new Map(live.map((vertex, i) => [vertex, i]));
  return {
    operations: cell.operations.filter((_, i) => position.has(i + 1)),
    edges: cell.edges.flatMap(([from, to]) => {
      const [a, b] = [position.get(from), position.get(to)];
      return a === undefined || b === undefined ? [] : [[a, b] as const];
    }),
  };
}
