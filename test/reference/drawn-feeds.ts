/** @file Feeds of a graph of float32 inputs, drawn from a normal distribution. */
import { createRng } from "../../src/base/index.ts";
import type { Graph } from "../../src/graph/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";

export function drawnFeeds(graph: Graph, seed: string): Record<string, Tensor> {
  const rng = createRng(seed);
  return Object.fromEntries(
    Array.from(graph.inputs, ([name, { shape }]) => {
      const size = shape.reduce((product, d) => product * d, 1);
      const numbers = Float32Array.from({ length: size }, () => rng.normal());
      return [name, tensor("float32", shape, numbers)];
    }),
  );
}
