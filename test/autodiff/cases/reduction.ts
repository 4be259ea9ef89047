/** @file Cases of reductions, soft-max and batch normalisation. */
import type { ReductionOp } from "../../../src/graph/index.ts";
import { type InputSpec, type OpCase, type OpCases, reals } from "../op-case.ts";

const reductions: readonly [OpCase, ...OpCase[]] = [
  { inputs: [reals([2, 3, 2])] },
  { inputs: [reals([2, 3, 2])], attributes: { keepdims: 0 } },
  { inputs: [reals([2, 3, 2])], attributes: { axes: [1], keepdims: 0 } },
  { inputs: [reals([2, 3, 2])], attributes: { axes: [-1], keepdims: 1 } },
  { inputs: [reals([2, 3, 2])], attributes: { axes: [0, 2], keepdims: 0 } },
  { inputs: [reals([2, 3, 2])], attributes: { axes: [2, 0], keepdims: 1 } },
  { inputs: [reals([2, 3])], attributes: { axes: [0, 1], keepdims: 0 } },
  { inputs: [reals([])], attributes: { keepdims: 0 } },
];

const softmax: readonly [OpCase, ...OpCase[]] = [
  { inputs: [reals([2, 4])] },
  { inputs: [reals([2, 3, 2])], attributes: { axis: 1 } },
  { inputs: [reals([3, 2])], attributes: { axis: 0 } },
  { inputs: [reals([2, 2, 3])], attributes: { axis: -1 } },
];

const normalized = (shape: readonly number[]): InputSpec[] => {
  const channels = [shape[1] as number];
  return [reals(shape), reals(channels), reals(channels), reals(channels), reals(channels, 0.3, 2)];
};
const training = { trainingMode: 1, momentum: 0 };

export const reductionCases: OpCases<ReductionOp> = {
  ReduceSum: reductions,
  ReduceMean: reductions,
  ReduceMax: reductions,
  ReduceSumSquare: reductions,
  ArgMax: [
    { inputs: [reals([2, 4])] },
    { inputs: [reals([2, 4])], attributes: { axis: -1, keepdims: 0 } },
    { inputs: [reals([2, 4, 2])], attributes: { axis: 1, keepdims: 1 } },
  ],
  Softmax: softmax,
  LogSoftmax: softmax,
  BatchNormalization: [
    { inputs: normalized([2, 3, 2, 2]) },
    { inputs: normalized([3, 2]), attributes: { epsilon: 0.1 } },
    { inputs: normalized([2, 3, 2, 2]), attributes: training },
    { inputs: normalized([4, 2]), attributes: { ...training, epsilon: 0.1 } },
    { inputs: normalized([3, 2, 4]), attributes: training },
    { inputs: normalized([2, 3, 2, 2]), attributes: training, used: [0] },
    { inputs: normalized([2, 3, 2, 2]), attributes: training, used: [1] },
    { inputs: normalized([2, 3, 2, 2]), attributes: training, used: [2] },
    { inputs: normalized([2, 3, 2, 2]), attributes: training, used: [1, 2] },
    { inputs: normalized([2, 3, 2, 2]), attributes: training, used: [0, 2] },
  ],
};
