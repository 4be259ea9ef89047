/** @file The cheapest way to match the vertices of one labelled graph with those of another. */
import type { LabelledDag } from "../../space/index.ts";

/** Which vertex of `b` each vertex of `a` becomes. */
export interface VertexMatching {
  /** For each vertex of `a` its vertex of `b`; -1 for one that is deleted. Each vertex of `b` at most once. */
  readonly images: readonly number[];
  /** Edits that turn `a` into `b`: vertices and edges inserted and deleted, labels changed. */
  readonly cost: number;
}

/** Labels of vertices that only match vertices of the same label. */
const ends: readonly string[] = ["input", "output"];

/**
 * Finds a matching with the fewest edits, by branch and bound; of equals always the same one.
 *
 * Vertices labelled "input" or "output" match their like only. Others match any other: to relabel a vertex never costs
 * more than to delete it and insert another.
 *
 * @param a  At most 30 vertices. So has `b`.
 * @throws {RangeError} if there are more.
 * Cost: exponential at worst; some 3 ms for cells of 7 to 9 vertices, 90 ms for 12.
 * Source: the edit distance of Qiu, Miikkulainen 2023, "Shortest Edit Path Crossover", section 3. Differs: branch and
 * bound; an end may be deleted or inserted, but never becomes another vertex.
 */
export function matchVertices(a: LabelledDag, b: LabelledDag): VertexMatching {
  for (const { labels } of [a, b]) {
    if (labels.length > 30) {
      throw new RangeError(`Cannot match graphs: one has ${labels.length} vertices, expected at most 30`);
    }
  }
  const search = new Search(a, b);
  search.descend(0, 0);
  return { images: search.bestImages, cost: search.bestCost };
}

/** Neighbours of each vertex as bits. */
interface Bits {
  readonly labels: readonly string[];
  readonly out: readonly number[];
  readonly in: readonly number[];
}

class Search {
  readonly #a: Bits;
  readonly #b: Bits;
  /** Vertices of `a` in the order they are matched: those with many edges first, as they decide most. */
  readonly #order: readonly number[];
  readonly #images: number[];
  #freeA: number;
  #freeB: number;
  bestImages: readonly number[] = [];
  bestCost: number = Number.POSITIVE_INFINITY;

  constructor(a: LabelledDag, b: LabelledDag) {
    this.#a = bitsOf(a);
    this.#b = bitsOf(b);
    this.#freeA = 2 ** a.labels.length - 1;
    this.#freeB = 2 ** b.labels.length - 1;
    this.#images = a.labels.map(() => -1);
    const weight = (v: number): number => ones(at(this.#a.out, v)) + ones(at(this.#a.in, v));
    this.#order = a.labels.map((_, v) => v).sort((u, v) => weight(v) - weight(u) || u - v);
  }

  /** Matches the vertices from the `depth`-th on, when those before it cost `cost`. */
  descend(depth: number, cost: number): void {
    const vertex = this.#order[depth];
    if (vertex === undefined) {
      const total = cost + this.#costOfInsertions();
      if (total >= this.bestCost) return;
      this.bestCost = total;
      this.bestImages = [...this.#images];
      return;
    }
    this.#freeA &= ~(1 << vertex);
    const steps = this.#candidates(vertex)
      .map((image) => ({ image, cost: cost + this.#stepCost(vertex, image) }))
      .sort((one, other) => one.cost - other.cost);
    for (const step of steps) {
      if (step.cost >= this.bestCost) break;
      this.#images[vertex] = step.image;
      if (step.image >= 0) this.#freeB &= ~(1 << step.image);
      if (step.cost + this.#bound(depth) < this.bestCost) this.descend(depth + 1, step.cost);
      if (step.image >= 0) this.#freeB |= 1 << step.image;
    }
    this.#images[vertex] = -1;
    this.#freeA |= 1 << vertex;
  }

  /** Free vertices of `b` of the same kind; -1 as well where `a` has more free ones of the kind left. */
  #candidates(vertex: number): number[] {
    const kind = kindOf(at(this.#a.labels, vertex));
    const images = members(this.#freeB).filter((v) => kindOf(at(this.#b.labels, v)) === kind);
    const rest = members(this.#freeA).filter((v) => kindOf(at(this.#a.labels, v)) === kind);
    return rest.length >= images.length ? [...images, -1] : images;
  }

  /** Edits of the vertex and of its edges to vertices matched before. */
  #stepCost(vertex: number, image: number): number {
    const out = this.#imagesOf(at(this.#a.out, vertex) & ~this.#freeA);
    const into = this.#imagesOf(at(this.#a.in, vertex) & ~this.#freeA);
    if (image < 0) return 1 + ones(out.present) + out.lost + ones(into.present) + into.lost;
    const matched = this.#matchedB();
    return (
      Number(at(this.#a.labels, vertex) !== at(this.#b.labels, image)) +
      ones(out.present ^ (at(this.#b.out, image) & matched)) +
      out.lost +
      ones(into.present ^ (at(this.#b.in, image) & matched)) +
      into.lost
    );
  }

  /** What matched vertices of `a` have become, as bits of `b`, and how many of them are deleted ones. */
  #imagesOf(matched: number): { present: number; lost: number } {
    let present = 0;
    let lost = 0;
    for (const vertex of members(matched)) {
      const image = at(this.#images, vertex);
      if (image < 0) lost++;
      else present |= 1 << image;
    }
    return { present, lost };
  }

  #matchedB(): number {
    return (2 ** this.#b.labels.length - 1) & ~this.#freeB;
  }

  /** Edits that the free vertices need at least: their labels, and numbers of edges that do not agree. */
  #bound(depth: number): number {
    const { labels: labelsA } = this.#a;
    const { labels: labelsB } = this.#b;
    let bound = missing(
      members(this.#freeA).map((v) => at(labelsA, v)),
      members(this.#freeB).map((v) => at(labelsB, v)),
    );
    for (let i = 0; i <= depth; i++) {
      const vertex = this.#order[i] as number;
      const image = at(this.#images, vertex);
      for (const side of ["out", "in"] as const) {
        const edges = ones(at(this.#a[side], vertex) & this.#freeA);
        bound += Math.abs(edges - (image < 0 ? 0 : ones(at(this.#b[side], image) & this.#freeB)));
      }
    }
    return bound + Math.abs(inside(this.#a, this.#freeA) - inside(this.#b, this.#freeB));
  }

  /** Vertices of `b` that nothing became, and the edges at them. */
  #costOfInsertions(): number {
    const free = members(this.#freeB);
    const edges = this.#b.out.reduce((sum, bits, from) => {
      return sum + ones(this.#freeB & (1 << from) ? bits : bits & this.#freeB);
    }, 0);
    return free.length + edges;
  }
}

function bitsOf({ labels, edges }: LabelledDag): Bits {
  const out = labels.map(() => 0);
  const into = labels.map(() => 0);
  for (const [from, to] of edges) {
    out[from] = at(out, from) | (1 << to);
    into[to] = at(into, to) | (1 << from);
  }
  return { labels, out, in: into };
}

/** Edges among the vertices of a set. */
function inside({ out }: Bits, set: number): number {
  return members(set).reduce((sum, vertex) => sum + ones(at(out, vertex) & set), 0);
}

/** Insertions, deletions and changes that turn one bag of labels into the other. */
function missing(a: readonly string[], b: readonly string[]): number {
  const rest = [...b];
  let common = 0;
  for (const label of a) {
    const found = rest.indexOf(label);
    if (found < 0) continue;
    rest.splice(found, 1);
    common++;
  }
  return Math.max(a.length, b.length) - common;
}

function kindOf(label: string): number {
  return ends.indexOf(label);
}

function members(set: number): number[] {
  const result: number[] = [];
  for (let bits = set; bits !== 0; bits &= bits - 1) result.push(31 - Math.clz32(bits & -bits));
  return result;
}

function ones(set: number): number {
  let count = 0;
  for (let bits = set; bits !== 0; bits &= bits - 1) count++;
  return count;
}

function at<T>(items: readonly T[], index: number): T {
  return items[index] as T;
}
