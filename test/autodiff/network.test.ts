/** First and second derivatives of whole networks. */
import { describe, it } from "vitest";
import { appendGradients } from "../../src/autodiff/index.ts";
import { createRng } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder, inline, type Network, optimize, type Value } from "../../src/graph/index.ts";
import {
  activation,
  add,
  averagePool,
  batchNorm,
  conv2d,
  crossEntropy,
  flatten,
  globalAveragePool,
  linear,
  maxPool,
  NetworkBuilder,
} from "../../src/nn/index.ts";
import { sizeOf, type Tensor, type TensorType, tensor } from "../../src/tensor/index.ts";
import { referenceRun, toPlain } from "../reference/index.ts";
import { checkClose, checkSlope } from "./compare.ts";

const task = { kind: "classification", inputShape: [2, 6, 6], outputs: 3, labels: ["a", "b", "c"] } as const;

const networks: Readonly<Record<string, () => Network>> = {
  "conv, batch norm, ReLU, max pool, strided conv, average pool, linear": () => {
    const net = new NetworkBuilder(task, 3);
    let x = conv2d(net, net.input, { channels: 3, kernel: 3 });
    x = activation(net, batchNorm(net, x), "relu");
    x = maxPool(net, x, { kernel: 3, stride: 2, padding: 1 });
    x = conv2d(net, x, { channels: 4, kernel: 3, stride: 2, bias: true });
    x = activation(net, batchNorm(net, x), "relu");
    x = averagePool(net, x, { kernel: 2 });
    return net.finish(linear(net, flatten(net, x), 3));
  },
  "residual depthwise block, SiLU, global average pool, layers of GELU": () => {
    const net = new NetworkBuilder(task, 2);
    const stem = activation(net, batchNorm(net, conv2d(net, net.input, { channels: 4, kernel: 1 })), "silu");
    const deep = batchNorm(net, conv2d(net, stem, { channels: 4, kernel: 3, groups: 4 }));
    const pooled = maxPool(net, add(net, [stem, deep]), { kernel: 2 });
    const hidden = activation(net, linear(net, globalAveragePool(net, pooled), 5), "gelu");
    return net.finish(linear(net, hidden, 3));
  },
};

interface Differentiated {
  readonly graph: Graph;
  readonly feeds: Record<string, Tensor>;
  /** Parameters by the name of their gradient. */
  readonly first: Map<string, string>;
  readonly second: Map<string, string>;
}

/** The cross-entropy of a network, its gradients by all parameters and the gradients of Σ gradient · random direction. */
function differentiate(network: Network): Differentiated {
  const rng = createRng(7);
  const graph = new GraphBuilder();
  const feeds: Record<string, Tensor> = {};
  const feed = (name: string, { shape }: TensorType): Value => {
    feeds[name] = tensor(
      "float32",
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => rng.normal()),
    );
    return graph.input(name, { dtype: "float32", shape });
  };
  const inputs = new Map([...network.graph.inputs].map(([name, type]) => [name, feed(name, type)]));
  const logits = inline(graph, network.graph, inputs).get(network.output) as Value;
  const [batch] = logits.type.shape as [number];
  const labels = graph.constant(
    tensor(
      "int64",
      [batch],
      Array.from({ length: batch }, (_, i) => i % 3),
    ),
  );
  const loss = crossEntropy(graph, logits, labels, 0.1);

  const named = new Map([["loss", loss]]);
  const wrt = network.parameters.map(({ name }) => name);
  const values = wrt.map((name) => inputs.get(name) as Value);
  const gradientsOf = (scalar: Value, prefix: string): Map<string, string> => {
    const gradients = appendGradients(graph, scalar, values);
    return new Map(
      wrt.map((name, i) => {
        named.set(`${prefix}.${name}`, gradients[i] as Value);
        return [`${prefix}.${name}`, name];
      }),
    );
  };
  const first = gradientsOf(loss, "first");
  const terms = [...first].map(([gradient, name]) => {
    const value = named.get(gradient) as Value;
    return graph.op("ReduceSum", [graph.op("Mul", [value, feed(`direction.${name}`, value.type)])], { keepdims: 0 });
  });
  const loss2 = graph.op("Sum", terms);
  named.set("loss2", loss2);
  const second = gradientsOf(loss2, "second");
  return { graph: graph.build(named), feeds, first, second };
}

describe.each(Object.entries(networks))("network of %s", (_, create) => {
  const { graph, feeds, first, second } = differentiate(create());
  const expected = referenceRun(graph, feeds);

  it("appendGradients() gives its first derivatives", () => {
    checkSlope(graph, feeds, "loss", first, expected);
  });

  it("appendGradients() gives its second derivatives", () => {
    checkSlope(graph, feeds, "loss2", second, expected);
  });

  it("optimize() keeps both, in float64 and in the runtime", async () => {
    const optimized = optimize(graph);
    checkClose("lowered", referenceRun(optimized, feeds), expected, () => 1e-6);
    await using program = await createNodeEngine().compile(optimized);
    const results = Object.entries(await program.run(feeds)).map(([name, value]) => [name, toPlain(value)]);
    checkClose("run", Object.fromEntries(results), expected, (name) => (name.startsWith("second") ? 1e-3 : 1e-4));
  });
});
