/** @file Reference kernels: reductions, soft-max and batch normalisation. */

import type { ReductionOp } from "../../src/graph/index.ts";
import { type Attributes, intsOf, numberOf } from "../../src/graph/index.ts";
import type { TensorType } from "../../src/tensor/index.ts";
import {
  at,
  build,
  indicesOf,
  type Kernel,
  type Kernels,
  type PlainTensor,
  plain,
  positive,
  read,
  withAxis,
} from "./plain-tensor.ts";

/** Lists the elements of x that each element of the result stands for, in row-major order. */
function groupsOf(x: PlainTensor, axes: readonly number[]): number[][] {
  const gone = new Set(axes.map((axis) => positive(axis, x.shape.length)));
  const groups = new Map<string, number[]>();
  for (const index of indicesOf(x.shape)) {
    const key = index.filter((_, axis) => !gone.has(axis)).join();
    groups.set(key, [...(groups.get(key) ?? []), read(x, index)]);
  }
  return [...groups.values()];
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function reduce(
  x: PlainTensor,
  axes: readonly number[],
  type: TensorType,
  join: (values: number[]) => number,
): PlainTensor {
  return plain(type.dtype, type.shape, Float64Array.from(groupsOf(x, axes), join));
}

const reduction =
  (join: (values: number[]) => number): Kernel =>
  ([x], attributes, [type]) => [reduce(x, intsOf(attributes, "axes", [...x.shape.keys()]), type, join)];

/** log(sum(exp(x))) along an axis, at every element. */
function softmaxParts(x: PlainTensor, attributes: Attributes): (index: number[]) => number {
  const axis = positive(numberOf(attributes, "axis", -1), x.shape.length);
  const shape = withAxis(x.shape, axis, 1);
  const logSums = reduce(x, [axis], { dtype: x.dtype, shape }, (values) => {
    const greatest = Math.max(...values);
    return greatest + Math.log(sum(values.map((value) => Math.exp(value - greatest))));
  });
  return (index) => read(x, index) - read(logSums, withAxis(index, axis, 0));
}

const BatchNormalization: Kernel = ([x, scale, bias, mean, variance], attributes, [type]) => {
  const epsilon = numberOf(attributes, "epsilon", 1e-5);
  const momentum = numberOf(attributes, "momentum", 0.9);
  const training = numberOf(attributes, "trainingMode", 0);
  const others = [...x.shape.keys()].filter((axis) => axis !== 1);
  const means = training ? reduce(x, others, mean, (values) => sum(values) / values.length) : mean;
  const variances = training
    ? reduce(x, others, variance, (values) => {
        const centre = sum(values) / values.length;
        return sum(values.map((value) => (value - centre) ** 2)) / values.length;
      })
    : variance;
  const y = build(type, (index) => {
    const c = at(index, 1);
    const normal = (read(x, index) - at(means.data, c)) / Math.sqrt(at(variances.data, c) + epsilon);
    return normal * at(scale.data, c) + at(bias.data, c);
  });
  if (!training) return [y];
  const running = (old: PlainTensor, batch: PlainTensor): PlainTensor =>
    build(old, (index) => momentum * read(old, index) + (1 - momentum) * read(batch, index));
  return [y, running(mean, means), running(variance, variances)];
};

export const reductions: Kernels<ReductionOp> = {
  ReduceSum: reduction(sum),
  ReduceMean: reduction((values) => sum(values) / values.length),
  ReduceMax: reduction((values) => Math.max(...values)),
  ReduceSumSquare: reduction((values) => sum(values.map((value) => value * value))),
  ArgMax: ([x], attributes, [type]) => [
    reduce(x, [numberOf(attributes, "axis", 0)], type, (values) => values.indexOf(Math.max(...values))),
  ],
  Softmax: ([x], attributes, [type]) => {
    const logProbability = softmaxParts(x, attributes);
    return [build(type, (index) => Math.exp(logProbability(index)))];
  },
  LogSoftmax: ([x], attributes, [type]) => [build(type, softmaxParts(x, attributes))],
  BatchNormalization,
};
