/** @file Curvature of a loss along a direction, without the Hessian. */
import { GraphError } from "../base/index.ts";
import type { GraphBuilder, Value } from "../graph/index.ts";
import { sameShape } from "../tensor/index.ts";
import { appendGradients } from "./gradient.ts";

/**
 * Appends the product of the Hessian of a loss with a vector: the gradient of (gradient · vector), the vector held fixed.
 *
 * @param loss  A float32 value with one element.
 * @param wrt  Float32 values the loss is differentiated by, together the Hessian's axes.
 * @param vectors  For each of `wrt` the part of the vector, of its shape.
 * @returns For each of `wrt` the part of the product, of its shape.
 * @throws {GraphError} as `appendGradients`, or if the vectors do not fit.
 * Cost: about twice that of the gradients.
 * Source: Pearlmutter 1994, "Fast Exact Multiplication by the Hessian". Differs: two reverse sweeps, no forward one.
 */
export function hessianVectorProduct(
  graph: GraphBuilder,
  loss: Value,
  wrt: readonly Value[],
  vectors: readonly Value[],
): Value[] {
  wrt.forEach(({ name, type }, i) => {
    const vector = vectors[i]?.type;
    if (vectors.length === wrt.length && vector?.dtype === type.dtype && sameShape(vector.shape, type.shape)) return;
    const found = vector ? `${vector.dtype} [${vector.shape}], one of ${vectors.length}` : "missing";
    throw new GraphError(
      `Cannot multiply the Hessian: the vector for ${name} is ${found}, expected ${type.dtype} [${type.shape}], one of ${wrt.length}`,
    );
  });
  const slopes = appendGradients(graph, loss, wrt).map((gradient, i) =>
    graph.op("ReduceSum", [graph.op("Mul", [gradient, graph.op("StopGradient", [vectors[i] as Value])])], {
      keepdims: 0,
    }),
  );
  return appendGradients(graph, graph.op("Sum", slopes), wrt);
}
