/** @file The training-step workloads measured against other engines: networks, batches and optimisers as the PyTorch twins have them. */
import type { Task } from "../../src/data/index.ts";
import type { Network, Value } from "../../src/graph/index.ts";
import {
  activation,
  add,
  averagePool,
  batchNorm,
  conv2d,
  embedding,
  globalAveragePool,
  layerNorm,
  learnedPositions,
  linear,
  lstm,
  NetworkBuilder,
  type OptimizerSpec,
  transformerBlock,
} from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";

export interface Workload {
  readonly network: Network;
  readonly optimizer: OptimizerSpec;
  readonly rate: number;
  readonly labels: Tensor<"int64">;
  /** Token ids where the input is text; images and tables are drawn at random. */
  readonly ids?: Tensor<"int64">;
  /** Examples (images, rows, sequences, tokens) of one step. */
  readonly examples: number;
}

const sgd: OptimizerSpec = { kind: "sgd", momentum: 0.9, weightDecay: 5e-4 };

function classification(inputShape: readonly number[], outputs = 10): Task {
  return { kind: "classification", inputShape, outputs, labels: Array.from({ length: outputs }, (_, i) => String(i)) };
}

function supervised(inputShape: readonly number[], build: (net: NetworkBuilder) => Value, examples = 64): Workload {
  const net = new NetworkBuilder(classification(inputShape), examples);
  const network = net.finish(build(net));
  const labels = tensor(
    "int64",
    [examples],
    Array.from({ length: examples }, (_, i) => i % 10),
  );
  return { network, optimizer: sgd, rate: 0.05, labels, examples };
}

const relu = (net: NetworkBuilder, x: Value): Value => activation(net, x, "relu");
const convNorm = (net: NetworkBuilder, x: Value, channels: number, kernel: number, stride = 1, groups = 1): Value =>
  batchNorm(net, conv2d(net, x, { channels, kernel, stride, groups }));

function resnet(net: NetworkBuilder): Value {
  let h = convNorm(net, net.input, 16, 3);
  for (const [channels, stride] of [
    [16, 1],
    [16, 1],
    [32, 2],
    [32, 1],
    [64, 2],
    [64, 1],
  ] as const) {
    h = convNorm(net, relu(net, h), channels, 3, stride);
  }
  return linear(net, globalAveragePool(net, relu(net, h)), 10);
}

/** Incoming edges of nodes 1, 2, 3. */
const cell = [["conv3"], ["skip", "conv1"], ["avg", "conv3", "skip"]] as const;

function nb201(net: NetworkBuilder): Value {
  const edge = (op: string, x: Value, c: number): Value => {
    if (op === "skip") return x;
    if (op === "avg") return averagePool(net, x, { kernel: 3, stride: 1, padding: 1 });
    return convNorm(net, relu(net, x), c, op === "conv3" ? 3 : 1);
  };
  let h = convNorm(net, net.input, 16, 3);
  let c = 16;
  for (let stage = 0; stage < 3; stage++) {
    if (stage > 0) {
      const first = convNorm(net, relu(net, h), 2 * c, 3, 2);
      const second = convNorm(net, relu(net, first), 2 * c, 3);
      const shortcut = conv2d(net, averagePool(net, h, { kernel: 2 }), { channels: 2 * c, kernel: 1 });
      h = add(net, [second, shortcut]);
      c *= 2;
    }
    for (let repeat = 0; repeat < 2; repeat++) {
      const nodes = [h];
      for (const ops of cell)
        nodes.push(
          add(
            net,
            ops.map((op, i) => edge(op, nodes[i] as Value, c)),
          ),
        );
      h = nodes.at(-1) as Value;
    }
  }
  return linear(net, globalAveragePool(net, relu(net, batchNorm(net, h))), 10);
}

function mobile(net: NetworkBuilder): Value {
  let h = relu(net, convNorm(net, net.input, 16, 3));
  let c = 16;
  for (const [out, stride, expand] of [
    [16, 1, 3],
    [32, 2, 3],
    [32, 1, 3],
    [64, 2, 3],
    [64, 1, 3],
  ] as const) {
    const m = c * expand;
    let y = relu(net, convNorm(net, h, m, 1));
    y = relu(net, convNorm(net, y, m, 3, stride, m));
    y = convNorm(net, y, out, 1);
    h = stride === 1 && c === out ? add(net, [h, y]) : y;
    c = out;
  }
  return linear(net, globalAveragePool(net, relu(net, h)), 10);
}

function mlp(net: NetworkBuilder): Value {
  const hidden = relu(net, linear(net, net.input, 256));
  return linear(net, relu(net, linear(net, hidden, 256)), 10);
}

function recurrent(net: NetworkBuilder): Value {
  return linear(net, lstm(net, net.input, { hidden: 64, output: "last" }), 10);
}

const [batch, length, width, vocabulary, heads] = [16, 64, 128, 64, 4];

function languageModel(): Workload {
  const net = new NetworkBuilder(classification([length], vocabulary), batch, "int64");
  let x = learnedPositions(net, embedding(net, net.input, vocabulary, width));
  for (let layer = 0; layer < 2; layer++) x = transformerBlock(net, x, { heads, causal: true });
  const rows = net.op("Reshape", [layerNorm(net, x)], { shape: [-1, width] });
  const network = net.finish(linear(net, rows, vocabulary, { bias: false }));
  const positions = Array.from({ length: batch * length }, (_, i) => i * 7 + Math.floor(i / length) * 3);
  return {
    network,
    optimizer: { kind: "adam", weightDecay: 0 },
    rate: 1e-3,
    labels: tensor(
      "int64",
      [batch * length],
      positions.map((i) => (i + 7) % vocabulary),
    ),
    ids: tensor(
      "int64",
      [batch, length],
      positions.map((i) => i % vocabulary),
    ),
    examples: batch * length,
  };
}

/** The workloads by name. Image nets and the MLP can have another batch than 64. */
export const workloads: Readonly<Record<string, (examples?: number) => Workload>> = {
  resnet: (examples) => supervised([3, 32, 32], resnet, examples),
  nb201: (examples) => supervised([3, 32, 32], nb201, examples),
  mobile: (examples) => supervised([3, 32, 32], mobile, examples),
  lm: languageModel,
  mlp: (examples) => supervised([64], mlp, examples),
  lstm: () => supervised([32, 64], recurrent, 32),
};
