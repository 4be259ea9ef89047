/** @file Graphs in another order, and halves of edit paths. */
import { type Rng, shuffled } from "../../../src/base/index.ts";
import type { LabelledDag } from "../../../src/space/index.ts";

/** The same graph with its vertices in another order; edges may run backwards then. */
export function relabelled({ labels, edges }: LabelledDag, rng: Rng): LabelledDag {
  const order = shuffled(
    labels.map((_, vertex) => vertex),
    rng,
  );
  return {
    labels: order.map((vertex) => labels[vertex] as string),
    edges: edges.map(([from, to]) => [order.indexOf(from), order.indexOf(to)] as const),
  };
}

/** Half of the items, rounded up, drawn at random. */
export function halfway<T>(items: readonly T[], rng: Rng): T[] {
  return shuffled(items, rng).slice(0, Math.ceil(items.length / 2));
}
