/** @file Sums over all but the channels, as normalisation and biases need them for their gradients. */
import { sameShape } from "../../tensor/index.ts";
import { intsOf } from "../attributes.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph, OpNode, ValueName } from "../graph.ts";
import type { Target } from "../target.ts";
import { countUses } from "./count-uses.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/** Pixels from which on a product of rows is faster than multiplying first and adding then. */
const LEAST_PIXELS = 512;

/**
 * Sums [N, C, H, W] over N, H and W plane by plane, then over the batch, which the runtime does several times faster. The
 * sum of a product that nobody else reads becomes a matrix product of each row of pixels with the other's; where the
 * target sums slowly, planes are pooled instead, products or not.
 */
export function fuseChannelSums(graph: Graph, target: Target = {}): Graph {
  const uses = countUses(graph);
  const factors = new Map<ValueName, readonly Value[]>();
  return rewrite(
    mapBranches(graph, (branch) => fuseChannelSums(branch, target)),
    (node, inputs, builder) => {
      const product = node.outputs[0] as ValueName;
      if (node.op === "Mul" && uses.get(product) === 1) factors.set(product, inputs);
      if (!isChannelSum(node, inputs)) return undefined;
      const x = inputs[0] as Value;
      const [n, c, height, width] = x.type.shape as readonly [number, number, number, number];
      if (target.sumsSlowly) return pooledSums(builder, x, node.outputs);
      const [a, b] = factors.get(node.inputs[0] as ValueName) ?? [];
      const dot = a && b && height * width >= LEAST_PIXELS && sameShape(a.type.shape, b.type.shape);
      const perPlane = dot ? rowProducts(builder, a, b) : planeSums(builder, x);
      const matrix = builder.op("Reshape", [perPlane], { shape: [n, c] });
      return builder.node("ReduceSum", [matrix], { axes: [0], keepdims: 0 }, node.outputs);
    },
  );
}

function isChannelSum({ op, attributes }: OpNode, [x]: readonly Value[]): boolean {
  if (op !== "ReduceSum" || x?.type.shape.length !== 4 || attributes.keepdims !== 0) return false;
  const axes = intsOf(attributes, "axes", []).map((axis) => (axis + 4) % 4);
  return [...axes].sort().join() === "0,2,3";
}

function pooledSums(graph: GraphBuilder, x: Value, names: readonly ValueName[]): Value[] {
  const [n, c, height, width] = x.type.shape as readonly [number, number, number, number];
  const means = graph.op("AveragePool", [x], { kernelShape: [height, width] });
  const matrix = graph.op("Reshape", [means], { shape: [n, c] });
  const sums = graph.op("ReduceSum", [matrix], { axes: [0], keepdims: 0 });
  return graph.node("Mul", [sums, graph.scalar(height * width)], {}, names);
}

function planeSums(graph: GraphBuilder, x: Value): Value {
  const [n, c, height, width] = x.type.shape as readonly [number, number, number, number];
  const planes = graph.op("Reshape", [x], { shape: [n * c, height * width] });
  return graph.op("ReduceSum", [planes], { axes: [1], keepdims: 0 });
}

function rowProducts(graph: GraphBuilder, a: Value, b: Value): Value {
  const [n, c, height, width] = a.type.shape as readonly [number, number, number, number];
  const rows = [a, b].map((value) => graph.op("Reshape", [value], { shape: [n * c, 1, height * width] }));
  return graph.op("FusedMatMul", rows, { transB: 1 });
}
