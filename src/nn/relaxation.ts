/** @file Differentiable stand-ins for choices: what weight-sharing and gradient-based searches are built from. */
import { InputError } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import { add } from "./layers.ts";
import type { NetworkBuilder } from "./network-builder.ts";

/** Returns x, through which no gradient passes. */
export function stopGradient(net: NetworkBuilder, x: Value): Value {
  return net.op("StopGradient", [x]);
}

/** Returns exactly `hard`, with the gradient of `soft` (Bengio, Léonard, Courville 2013). Equal shapes. */
export function straightThrough(net: NetworkBuilder, hard: Value, soft: Value): Value {
  const zero = net.op("Sub", [soft, stopGradient(net, soft)]);
  return net.op("Add", [stopGradient(net, hard), zero]);
}

export interface GumbelSoftmaxOptions {
  /** Greater than 0; near 0 a sample is nearly one-hot. */
  readonly temperature: number;
  /** True gives the one-hot vector of the greatest element, with the gradient of the soft one. Default false. */
  readonly hard?: boolean;
}

/**
 * Samples soft one-hot vectors along the last axis: softmax((logits + noise) / temperature), the noise drawn anew for
 * every training step; inference leaves it out. logits [...,K].
 * Source: Jang, Gu, Poole 2017, eq. 2; Maddison, Mnih, Teh 2017.
 */
export function gumbelSoftmax(net: NetworkBuilder, logits: Value, options: GumbelSoftmaxOptions): Value {
  const { temperature, hard = false } = options;
  if (!(temperature > 0 && temperature < Number.POSITIVE_INFINITY))
    throw new InputError(`Cannot add Gumbel softmax: temperature is ${temperature}, expected a positive number`);
  const { shape } = logits.type;
  const perturbed = net.op("Add", [logits, net.noise(shape, { kind: "gumbel" })]);
  const soft = net.op("Softmax", [net.op("Mul", [perturbed, net.scalar(1 / temperature)])], { axis: -1 });
  if (!hard) return soft;
  const greatest = net.op("ArgMax", [soft], { axis: shape.length - 1, keepdims: 0 });
  const flat = net.op("Reshape", [greatest], { shape: [-1] });
  const oneHot = net.op("OneHot", [flat], { axis: -1, depth: shape.at(-1) as number });
  const placed = net.op("Reshape", [oneHot], { shape: [-1, ...shape.slice(1)] });
  return straightThrough(net, placed, soft);
}

/**
 * Returns the sum of values of equal shape, each times its weight: the mixed operation of Liu, Simonyan, Yang 2019
 * (DARTS, eq. 2), with weights such as a softmax gives. weights [K] for K values.
 */
export function mixedSum(net: NetworkBuilder, values: readonly Value[], weights: Value): Value {
  if (weights.type.shape.length !== 1 || weights.type.shape[0] !== values.length)
    throw new InputError(
      `Cannot add a mixed sum: weights have shape [${weights.type.shape}], expected [${values.length}]`,
    );
  const parts = net.node("Split", [weights], { axis: 0, sizes: values.map(() => 1) });
  return add(
    net,
    values.map((value, i) => net.op("Mul", [value, parts[i] as Value])),
  );
}
