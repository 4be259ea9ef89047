/** @file The inference form of a network: running statistics instead of the batch's, no noise. */
import {
  eliminateDeadCode,
  type Graph,
  type Network,
  type Normalization,
  outputsOfBranch,
  rewrite,
  type Value,
  type ValueName,
} from "../graph/index.ts";
import { sizeOf, type Tensor, type TensorType, tensor } from "../tensor/index.ts";

/**
 * Derives the graph that predicts. Its inputs are the examples, the parameters, the indices of choices, and two running
 * statistics, shape [channels], for each normalisation; its output keeps its name. It computes each example on its own,
 * so a graph built for one example serves any batch.
 * Stops of gradients, which only training needs, are gone too.
 */
export function toInference(network: Network): Graph {
  const noises = new Set<ValueName>(network.noises.map(({ name }) => name));
  const graph = inferring(network.graph, new Map(network.normalizations.map((norm) => [norm.batchMean, norm])), noises);
  const inputs = new Map([...graph.inputs].filter(([name]) => !noises.has(name)));
  return eliminateDeadCode({ ...graph, inputs });
}

/**
 * A graph or a branch, with running statistics as further inputs.
 *
 * @param statistics  Its normalisations by the batch's mean.
 */
function inferring(
  graph: Graph,
  statistics: ReadonlyMap<ValueName, Normalization>,
  noises: ReadonlySet<ValueName>,
): Graph {
  return rewrite(withInferringBranches(graph, statistics, noises), (node, inputs, builder) => {
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
}

/** Branches capture the running statistics under their own names. */
function withInferringBranches(
  graph: Graph,
  statistics: ReadonlyMap<ValueName, Normalization>,
  noises: ReadonlySet<ValueName>,
): Graph {
  const running = new Map<ValueName, TensorType>();
  const nodes = graph.nodes.map((node) => {
    if (node.op !== "Switch") return node;
    const captures = node.inputs.slice(1);
    const branches = node.branches.map((branch, b) => {
      const names = outputsOfBranch(node, b);
      const own = branch.outputs.flatMap((name, i) => {
        const norm = statistics.get(names[i] as ValueName);
        return norm ? [[name, norm] as const] : [];
      });
      const innerNoises = [...branch.inputs.keys()].filter((_, i) => noises.has(captures[i] as ValueName));
      return inferring(branch, new Map(own), new Set(innerNoises));
    });
    const added = new Map(branches.flatMap(({ inputs }) => [...inputs].slice(captures.length)));
    for (const [name, type] of added) running.set(name, type);
    const withAdded = (inputs: Graph["inputs"]): Graph["inputs"] =>
      new Map([...[...inputs].slice(0, captures.length), ...added]);
    return {
      ...node,
      inputs: [...node.inputs, ...added.keys()],
      branches: branches.map((branch) => ({ ...branch, inputs: withAdded(branch.inputs) })),
    };
  });
  return { ...graph, inputs: new Map([...graph.inputs, ...running]), nodes };
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
