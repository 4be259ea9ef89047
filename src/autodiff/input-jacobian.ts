/** @file How each output of each sample changes with the sample's input. */
import { GraphError } from "../base/index.ts";
import type { GraphBuilder, Value } from "../graph/index.ts";
import { tensor } from "../tensor/index.ts";
import { backpropagate } from "./backpropagate.ts";

/**
 * Appends the derivatives of every output by the input, sample by sample.
 *
 * @param outputs  float32 [N, K].
 * @param input  float32 [N, ...]. Where samples depend on each other, as by batch statistics, a row holds the derivative
 *   of the sum over all samples' outputs by the sample's input.
 * @returns float32 [N, K, ...].
 * @throws {GraphError} if a value is of another type or in one branch of a Switch alone.
 * Cost: K reverse sweeps over the graph between input and outputs.
 */
export function inputJacobian(graph: GraphBuilder, outputs: Value, input: Value): Value {
  const [samples = 0, count = 0] = outputs.type.shape;
  const [inputSamples, ...rest] = input.type.shape;
  for (const { name, type } of [outputs, input]) {
    if (type.dtype === "float32" && graph.ownersOf({ name, type }).length === 0) continue;
    throw new GraphError(`Cannot differentiate ${name}: it is ${type.dtype} or absent at times, expected float32`);
  }
  if (outputs.type.shape.length !== 2 || inputSamples !== samples) {
    throw new GraphError(
      `Cannot differentiate ${outputs.name} by ${input.name}: shapes are [${outputs.type.shape}] and [${input.type.shape}], expected [N, K] and [N, ...]`,
    );
  }
  const rows = Array.from({ length: count }, (_, k) => {
    const chosen = Float32Array.from({ length: count }, (_, j) => (j === k ? 1 : 0));
    const row = graph.constant(tensor("float32", [1, count], chosen));
    const cotangent = graph.op("Expand", [row], { shape: [samples, count] });
    const [gradient = graph.filled(input.type.shape, 0)] = backpropagate(graph, [[outputs, cotangent]], [input]);
    return graph.op("Reshape", [gradient], { shape: [samples, 1, ...rest] });
  });
  return graph.op("Concat", rows, { axis: 1 });
}
