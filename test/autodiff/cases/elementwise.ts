/** @file Cases of element-wise ops. */
import type { ElementwiseOp } from "../../../src/graph/index.ts";
import { bools, constant, given, integers, nonZeros, type OpCase, type OpCases, reals } from "../op-case.ts";

type List = readonly [OpCase, ...OpCase[]];

const real: List = [{ inputs: [reals([2, 3, 2])] }, { inputs: [reals([])] }];
const positive: List = [{ inputs: [reals([2, 3], 0.2, 3)] }];

const pairs = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [
    [2, 1],
    [1, 3],
  ],
  [[], [2, 3]],
  [[2, 3, 1], [4]],
  [[1, 1], [2]],
  [[], []],
] as const;

function binary(left: typeof reals, right: typeof reals = left, ...more: readonly OpCase[]): List {
  const [first, ...rest] = pairs.map(([a, b]): OpCase => ({ inputs: [left(a), right(b)] }));
  return [first as OpCase, ...rest, ...more];
}

const ofIntegers: OpCase = { inputs: [integers([2, 3], 5), integers([3], 5)] };
const comparison: List = binary(reals, reals, ofIntegers, {
  inputs: [integers([3], 3, 0, "int32"), integers([3], 3, 0, "int32")],
});
const logical: List = [{ inputs: [bools([2, 3]), bools([3])] }, { inputs: [bools([4, 1]), bools([2])] }];

export const elementwiseCases: OpCases<ElementwiseOp> = {
  Relu: real,
  Sigmoid: real,
  Tanh: real,
  Exp: real,
  Log: positive,
  Sqrt: positive,
  Neg: real,
  Reciprocal: [{ inputs: [nonZeros([2, 3])] }],
  Sin: real,
  Cos: real,
  Floor: real,
  IsNaN: real,
  Abs: real,
  Sign: real,
  Erf: real,
  Softplus: [{ inputs: [reals([4, 3], -6, 6)] }],
  HardSigmoid: [{ inputs: [reals([4, 3], -5, 5)] }, { inputs: [reals([4, 3])], attributes: { alpha: 0.5, beta: 0.4 } }],
  HardSwish: [{ inputs: [reals([4, 3], -5, 5)] }],
  LeakyRelu: [...real, { inputs: [reals([5])], attributes: { alpha: 0.3 } }],
  Elu: [...real, { inputs: [reals([5])], attributes: { alpha: 0.3 } }],
  Identity: [...real, { inputs: [integers([3], 5)] }, { inputs: [bools([3])] }],
  // Of reals the gradient is meant to differ from the slope: see gradient.test.ts.
  StopGradient: [{ inputs: [integers([3], 5)] }, { inputs: [bools([3])] }],
  Not: [{ inputs: [bools([5])] }],
  Cast: [
    { inputs: [reals([5])], attributes: { to: "float32" } },
    { inputs: [reals([5])], attributes: { to: "int64" } },
    { inputs: [reals([5])], attributes: { to: "int32" } },
    { inputs: [given([4], [0, -0.5, 2, 0])], attributes: { to: "bool" } },
    { inputs: [integers([5], 4, -4)], attributes: { to: "float32" } },
    { inputs: [integers([5], 4, -4)], attributes: { to: "int32" } },
    { inputs: [integers([5], 3)], attributes: { to: "bool" } },
    { inputs: [bools([5])], attributes: { to: "int64" } },
    { inputs: [bools([5])], attributes: { to: "float32" } },
  ],
  Add: binary(reals, reals, ofIntegers),
  Sub: binary(reals, reals, ofIntegers),
  Mul: binary(reals, reals, ofIntegers),
  Div: binary(reals, nonZeros),
  Pow: binary(
    (shape) => reals(shape, 0.3, 2),
    reals,
    { inputs: [reals([5]), constant([], [2])] },
    { inputs: [reals([5]), constant([], [3])] },
    { inputs: [reals([2, 3]), constant([3], [1, 2, 4])] },
    { inputs: [given([2], [0, -1]), constant([], [2])] },
  ),
  Max: binary(reals, reals),
  Min: binary(reals, reals),
  Equal: [...comparison, { inputs: [bools([4]), bools([1])] }],
  Greater: comparison,
  GreaterOrEqual: comparison,
  Less: comparison,
  LessOrEqual: comparison,
  And: logical,
  Or: logical,
  Where: [
    { inputs: [bools([2, 3]), reals([2, 3]), reals([2, 3])] },
    { inputs: [bools([2, 1]), reals([3]), reals([])] },
    { inputs: [bools([3]), reals([2, 1]), reals([4, 1, 1])] },
    { inputs: [bools([4]), integers([4], 9), integers([1], 9)] },
  ],
  Sum: [
    { inputs: [reals([2, 3])] },
    { inputs: [reals([2, 3]), reals([2, 3])] },
    { inputs: [reals([2, 3]), reals([3]), reals([]), reals([2, 1])] },
    { inputs: [reals([1]), reals([])] },
  ],
};
