/** @file The shortest list of edits from one labelled graph to another, and graphs on the way. */
import type { LabelledDag } from "../../space/index.ts";
import { matchVertices } from "./vertex-matching.ts";

/**
 * One step from graph to graph. Vertices are numbered as in the graph the path starts at; inserted ones go on from its
 * last number.
 */
export type Edit =
  | { readonly kind: "insert-vertex"; readonly vertex: number; readonly label: string }
  | { readonly kind: "insert-edge"; readonly from: number; readonly to: number }
  | { readonly kind: "delete-edge"; readonly from: number; readonly to: number }
  | { readonly kind: "relabel"; readonly vertex: number; readonly label: string }
  | { readonly kind: "delete-vertex"; readonly vertex: number };

/**
 * Returns a shortest list of edits that turns `a` into a graph isomorphic to `b`; its length is their edit distance.
 *
 * @throws {RangeError} if a graph has more than 30 vertices.
 * Cost: that of `matchVertices`.
 */
export function editPath(a: LabelledDag, b: LabelledDag): Edit[] {
  const { images } = matchVertices(a, b);
  const matched = new Set(images);
  const inserted = b.labels.map((_, v) => v).filter((v) => !matched.has(v));
  /** The number that each vertex of `b` has on the path. */
  const numbers = b.labels.map((_, v) => (matched.has(v) ? images.indexOf(v) : images.length + inserted.indexOf(v)));
  const wanted = b.edges.map(([from, to]) => [numbers[from] as number, numbers[to] as number] as const);
  return [
    ...inserted.map(
      (v): Edit => ({ kind: "insert-vertex", vertex: numbers[v] as number, label: b.labels[v] as string }),
    ),
    ...without(wanted, a.edges).map(([from, to]): Edit => ({ kind: "insert-edge", from, to })),
    ...without(a.edges, wanted).map(([from, to]): Edit => ({ kind: "delete-edge", from, to })),
    ...images.flatMap((image, vertex): Edit[] => {
      const label = b.labels[image] ?? a.labels[vertex];
      return label === a.labels[vertex] ? [] : [{ kind: "relabel", vertex, label: label as string }];
    }),
    ...images.flatMap((image, vertex): Edit[] => (image < 0 ? [{ kind: "delete-vertex", vertex }] : [])),
  ];
}

type Pair = readonly [number, number];

function without(edges: readonly Pair[], others: readonly Pair[]): Pair[] {
  const known = new Set(others.map(String));
  return edges.filter((edge) => !known.has(String(edge)));
}

/**
 * Applies some edits of a path.
 *
 * @returns The graph with its vertices in topological order, an "output" as late as can be; undefined where the edits
 * leave a cycle, or an edge to a vertex that is not there.
 */
export function applyEdits(dag: LabelledDag, edits: readonly Edit[]): LabelledDag | undefined {
  const labels = new Map(dag.labels.map((label, vertex) => [vertex, label]));
  const edges = new Map(dag.edges.map((edge) => [String(edge), edge]));
  for (const edit of edits) {
    if (edit.kind === "insert-vertex" || edit.kind === "relabel") labels.set(edit.vertex, edit.label);
    else if (edit.kind === "delete-vertex") labels.delete(edit.vertex);
    else if (edit.kind === "delete-edge") edges.delete(String([edit.from, edit.to]));
    else edges.set(String([edit.from, edit.to]), [edit.from, edit.to]);
  }
  const left = [...edges.values()];
  if (left.some(([from, to]) => !labels.has(from) || !labels.has(to))) return undefined;
  const order = topologicalOrder(labels, left);
  if (order === undefined) return undefined;
  const places = new Map(order.map((vertex, place) => [vertex, place]));
  return {
    labels: order.map((vertex) => labels.get(vertex) as string),
    edges: left
      .map(([from, to]) => [places.get(from) as number, places.get(to) as number] as const)
      .sort((one, other) => one[0] - other[0] || one[1] - other[1]),
  };
}

/** Vertices with the sources of edges before their ends, smaller numbers first; undefined where there is a cycle. */
function topologicalOrder(labels: ReadonlyMap<number, string>, edges: readonly Pair[]): number[] | undefined {
  const order: number[] = [];
  const left = new Set([...labels.keys()].sort((u, v) => rank(labels, u) - rank(labels, v) || u - v));
  while (left.size > 0) {
    const next = [...left].find((vertex) => !edges.some(([from, to]) => to === vertex && left.has(from)));
    if (next === undefined) return undefined;
    order.push(next);
    left.delete(next);
  }
  return order;
}

function rank(labels: ReadonlyMap<number, string>, vertex: number): number {
  return labels.get(vertex) === "output" ? 1 : 0;
}
