/** @file The inference form of a network: running statistics instead of the batch's, no noise. */
import { eliminateDeadCode, type Graph, type Network, rewrite, type Value, type ValueName } from "../graph/index.ts";
import { sizeOf, type Tensor, tensor } from "../tensor/index.ts";

/**
 * Derives the graph that predicts. Its inputs are the examples, the parameters, and two running statistics, shape
 * [channels], for each normalisation; its output keeps its name. It computes each example on its own, so a graph built
 * for one example serves any batch.
 * Stops of gradients, which only training needs, are gone too.
 */
export function toInference(network: Network): Graph {
  const statistics = new Map(network.normalizations.map((norm) => [norm.batchMean, norm]));
  const noises = new Set<ValueName>(network.noises.map(({ name }) => name));
  const graph = rewrite(network.graph, (node, inputs, builder) => {
    if (node.op === "StopGradient" || noises.has(node.inputs[1] ?? "")) return [inputs[0] as Value];
    const norm = node.op === "BatchNormalization" ? statistics.get(node.outputs[1] ?? "") : undefined;
    if (!norm) return undefined;
    const [x, scale, bias] = inputs as [Value, Value, Value];
    const running = [norm.runningMean, norm.runningVariance].map((name) =>
      builder.input(name, { dtype: "float32", shape: [norm.channels] }),
    );
    const [mean, variance] = running as [Value, Value];
    const epsilon = node.attributes.epsilon ?? 1e-5;
    return [builder.op("BatchNormalization", [x, scale, bias, mean, variance], { epsilon }), mean, variance];
  });
  const inputs = new Map([...graph.inputs].filter(([name]) => !noises.has(name)));
  return eliminateDeadCode({ ...graph, inputs });
}

/** Cuts a flat parameter vector into named tensors; they share its memory. */
export function parameterTensors(network: Network, flat: Float32Array): Map<ValueName, Tensor<"float32">> {
  return cut(
    flat,
    network.parameters.map(({ name, shape }) => [name, shape]),
  );
}

/** Cuts flat statistics (for each normalisation its mean, then its variance) into named tensors; they share its memory. */
export function statisticTensors(network: Network, flat: Float32Array): Map<ValueName, Tensor<"float32">> {
  return cut(
    flat,
    network.normalizations.flatMap(({ runningMean, runningVariance, channels }): [ValueName, number[]][] => [
      [runningMean, [channels]],
      [runningVariance, [channels]],
    ]),
  );
}

function cut(
  flat: Float32Array,
  parts: readonly (readonly [ValueName, readonly number[]])[],
): Map<ValueName, Tensor<"float32">> {
  const total = parts.reduce((sum, [, shape]) => sum + sizeOf(shape), 0);
  if (flat.length !== total) throw new RangeError(`Cannot cut ${flat.length} numbers into parts: expected ${total}`);
  let offset = 0;
  const tensors = new Map<ValueName, Tensor<"float32">>();
  for (const [name, shape] of parts) {
    const size = sizeOf(shape);
    tensors.set(name, tensor("float32", shape, flat.subarray(offset, offset + size)));
    offset += size;
  }
  return tensors;
}
