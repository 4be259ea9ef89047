/** @file Scaling by channel and adding in one pass over memory. */
import { sameShape, tensor } from "../../tensor/index.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph, ValueName } from "../graph.ts";
import { countUses } from "./count-uses.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/** Pixels from which on the one operation is faster: it has some work to do a plane. */
const LEAST_PIXELS = 512;

/**
 * Replaces scale[c] · x + z, as in the gradient of batch normalisation, by a depthwise 1x1 convolution that adds z. The scale
 * has shape [1, C, 1, 1], and nobody else may read the product.
 */
export function fuseScaledSums(graph: Graph): Graph {
  const uses = countUses(graph);
  const products = new Map<ValueName, readonly [x: Value, scale: Value]>();
  return rewrite(mapBranches(graph, fuseScaledSums), (node, [a, b], builder) => {
    const name = node.outputs[0] as ValueName;
    if (node.op === "Mul" && a && b && uses.get(name) === 1 && isScale(b, a)) products.set(name, [a, b]);
    if (node.op !== "Add" || !a || !b || !sameShape(a.type.shape, b.type.shape)) return undefined;
    const product = products.get(node.inputs[0] as ValueName);
    return product && [scaleAndAdd(builder, ...product, b)];
  });
}

function isScale(scale: Value, { type: { shape } }: Value): boolean {
  const [, channels, height, width] = shape as readonly [number, number, number, number];
  return shape.length === 4 && height * width >= LEAST_PIXELS && sameShape(scale.type.shape, [1, channels, 1, 1]);
}

function scaleAndAdd(graph: GraphBuilder, x: Value, scale: Value, z: Value): Value {
  const channels = x.type.shape[1] as number;
  const weights = graph.op("Reshape", [scale], { shape: [channels, 1, 1, 1] });
  const bias = graph.constant(tensor("float32", [channels], new Float32Array(channels)));
  return graph.op("FusedConv", [x, weights, bias, z], { kernelShape: [1, 1], group: channels });
}
