/** @file A network with choices in sequence and within each other, normalisations and dropout in branches; and its paths. */
import { createRng } from "../../src/base/index.ts";
import type { Network, Value } from "../../src/graph/index.ts";
import {
  activation,
  add,
  averagePool,
  batchNorm,
  type ChoiceBranch,
  choice,
  conv2d,
  dropout,
  globalAveragePool,
  initialParameters,
  linear,
  NetworkBuilder,
  type Path,
} from "../../src/nn/index.ts";
import { sizeOf, type Tensor, tensor } from "../../src/tensor/index.ts";
import { taskOf } from "./task-fixture.ts";

export const batch = 4;

/** Appends a choice, or the branch of it that the path takes. */
type Choose = (net: NetworkBuilder, name: string, inputs: Value[], branches: readonly ChoiceBranch[]) => Value;

const convolution =
  (channels: number, kernel: number): ChoiceBranch =>
  (net, x) =>
    activation(net, batchNorm(net, conv2d(net, x, { channels, kernel })), "relu");

const skip: ChoiceBranch = (_, x) => x;

function build(choose: Choose, channels: number): Network {
  const conv = (kernel: number): ChoiceBranch => convolution(channels, kernel);
  const net = new NetworkBuilder(taskOf(2, 5, 5), batch);
  const stem = conv(3)(net, net.input);
  const first = choose(net, "first", [stem], [conv(3), skip, conv(1)]);
  const inner: ChoiceBranch = (inside, x, y) => {
    const mixed = choose(
      inside,
      "inner",
      [x, y],
      [(deep, a, b) => conv(1)(deep, add(deep, [a, b])), (deep, a) => dropout(deep, a, 0.4), (_, __, b) => b],
    );
    return batchNorm(inside, conv2d(inside, mixed, { channels, kernel: 1 }));
  };
  const second = choose(
    net,
    "second",
    [first, stem],
    [
      (inside, x) => averagePool(inside, x, { kernel: 3, stride: 1, padding: 1 }),
      inner,
      (inside, x, y) => add(inside, [dropout(inside, conv(3)(inside, x), 0.2), y]),
    ],
  );
  const third = choose(net, "third", [second], [skip, conv(1)]);
  return net.finish(linear(net, globalAveragePool(net, third), 3));
}

/** Choices: first (3), second (3; in branch 1: inner (3)), third (2). */
export function pathNetwork(channels = 4): Network {
  return build(choice, channels);
}

/** The network of one path, built without choices. */
export function networkOfPath(path: Path): Network {
  return build((net, name, inputs, branches) => (branches[path[name] as number] as ChoiceBranch)(net, ...inputs), 4);
}

/** All paths; those that have not the inner choice leave it out. */
export const paths: readonly Path[] = [0, 1, 2].flatMap((first) =>
  [0, 1].flatMap((third) => [
    { first, second: 0, third },
    ...[0, 1, 2].map((inner) => ({ first, second: 1, inner, third })),
    { first, second: 2, third },
  ]),
);

/** Examples, labels, noises and scalars of a training step of any of these networks; the same for the same name. */
export function stepFeeds(network: Network): Record<string, Tensor> {
  const drawn = (name: string, shape: readonly number[]): Tensor<"float32"> => {
    const rng = createRng(name);
    return tensor(
      "float32",
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => rng.normal()),
    );
  };
  return {
    x: drawn("x", [batch, 2, 5, 5]),
    labels: tensor("int64", [batch], [0, 2, 1, 0]),
    rate: tensor("float32", [], [0.1]),
    ...(network.choices.length === 0 && { step: tensor("float32", [], [3]) }),
    ...Object.fromEntries(network.noises.map(({ name, shape }) => [name, drawn(name, shape)])),
  };
}

/** Weights that differ from any initial ones. */
export function weightsOf(network: Network): Float32Array {
  const rng = createRng("weights");
  return initialParameters(network, rng).map((value) => value + 0.1 * rng.normal());
}
