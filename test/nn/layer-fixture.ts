/** @file Builds a network of one layer, draws what it is fed, and differentiates it. */
import { appendGradients } from "../../src/autodiff/index.ts";
import type { Rng } from "../../src/base/index.ts";
import { drawNoises } from "../../src/estimator/training/draw-noises.ts";
import { type Graph, GraphBuilder, inline, type Network, type Value } from "../../src/graph/index.ts";
import { NetworkBuilder } from "../../src/nn/index.ts";
import { type Shape, sizeOf, type Tensor, tensor } from "../../src/tensor/index.ts";
import type { LayerCase } from "./layer-cases.ts";
import { taskOf } from "./task-fixture.ts";

export function layerNetwork({ input, layer, vocabulary }: LayerCase, batch: number): Network {
  const net = new NetworkBuilder(taskOf(...input), batch, vocabulary ? "int64" : "float32");
  return net.finish(layer(net, net.input));
}

export function drawn(shape: Shape, rng: Rng, scale = 1): Tensor<"float32"> {
  const size = sizeOf(shape);
  return tensor(
    "float32",
    shape,
    Float32Array.from({ length: size }, () => scale * rng.normal()),
  );
}

/** Examples (reals, or ids below the vocabulary), parameters about 0.5 and noises for a network of the layer. */
export function drawFeeds(network: Network, { vocabulary }: LayerCase, rng: Rng): Record<string, Tensor> {
  const feeds = drawNoises(network, rng.split("noise"));
  for (const [name, { dtype, shape }] of network.graph.inputs) {
    if (feeds[name]) continue;
    const ids = Array.from({ length: sizeOf(shape) }, () => rng.int(vocabulary ?? 1));
    feeds[name] = dtype === "int64" ? tensor("int64", shape, ids) : drawn(shape, rng, name === network.input ? 1 : 0.5);
  }
  return feeds;
}

export interface Differentiated {
  /** Outputs `y`, `loss` = Σ y · c for the input c, and a gradient for each value of `first`. */
  readonly graph: Graph;
  /** Real examples and parameters by the name of their gradient. */
  readonly first: ReadonlyMap<string, string>;
  readonly outputShape: Shape;
}

export function differentiate(network: Network): Differentiated {
  const graph = new GraphBuilder();
  const inputs = new Map([...network.graph.inputs].map(([name, type]) => [name, graph.input(name, type)]));
  const y = inline(graph, network.graph, inputs).get(network.output) as Value;
  const c = graph.input("c", y.type);
  const loss = graph.op("ReduceSum", [graph.op("Mul", [y, c])], { keepdims: 0 });
  const noises = new Set(network.noises.map(({ name }) => name));
  const names = [...inputs.keys()].filter((name) => !noises.has(name) && inputs.get(name)?.type.dtype === "float32");
  const gradients = appendGradients(
    graph,
    loss,
    names.map((name) => inputs.get(name) as Value),
  );
  const named = new Map([
    ["y", graph.op("Identity", [y])],
    ["loss", loss],
  ]);
  const first = new Map<string, string>();
  names.forEach((name, i) => {
    named.set(`gradient.${name}`, gradients[i] as Value);
    first.set(`gradient.${name}`, name);
  });
  return { graph: graph.build(named), first, outputShape: y.type.shape };
}
