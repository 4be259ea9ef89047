/** @file Reference kernels: element-wise operations. */

import type { ElementwiseOp } from "../../src/graph/index.ts";
import { type Attributes, numberOf } from "../../src/graph/index.ts";
import { at, build, type Kernel, type Kernels, readBroadcast } from "./plain-tensor.ts";

const unary =
  (compute: (x: number, attributes: Attributes) => number): Kernel =>
  ([x], attributes, [type]) => [build(type, (index) => compute(readBroadcast(x, index), attributes))];

const binary =
  (compute: (a: number, b: number) => number): Kernel =>
  ([a, b], _, [type]) => [build(type, (index) => compute(readBroadcast(a, index), readBroadcast(b, index)))];

const comparison = (compare: (a: number, b: number) => boolean): Kernel => binary((a, b) => Number(compare(a, b)));

/** erf(x) = 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!, all terms of one sign. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const clamp = (x: number): number => Math.min(Math.max(x, 0), 1);

function cast(value: number, to: unknown): number {
  if (to === "bool") return Number(value !== 0);
  return to === "float32" || to === "float64" ? value : Math.trunc(value);
}

export const elementwise: Kernels<ElementwiseOp> = {
  Relu: unary((x) => Math.max(x, 0)),
  Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  Tanh: unary(Math.tanh),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Sqrt: unary(Math.sqrt),
  Neg: unary((x) => -x),
  Reciprocal: unary((x) => 1 / x),
  Abs: unary(Math.abs),
  Sign: unary(Math.sign),
  Erf: unary(erf),
  Softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  HardSigmoid: unary((x, a) => clamp(numberOf(a, "alpha", 0.2) * x + numberOf(a, "beta", 0.5))),
  HardSwish: unary((x) => x * clamp(x / 6 + 0.5)),
  LeakyRelu: unary((x, a) => (x < 0 ? numberOf(a, "alpha", 0.01) * x : x)),
  Elu: unary((x, a) => (x < 0 ? numberOf(a, "alpha", 1) * Math.expm1(x) : x)),
  Sin: unary(Math.sin),
  Cos: unary(Math.cos),
  Floor: unary(Math.floor),
  IsNaN: unary((x) => Number(Number.isNaN(x))),
  Identity: unary((x) => x),
  StopGradient: unary((x) => x),
  Not: unary((x) => 1 - x),
  Cast: unary((x, a) => cast(x, a.to)),
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: ([a, b], _, [type]) => [
    build(type, (index) => {
      const quotient = readBroadcast(a, index) / readBroadcast(b, index);
      return type.dtype === "float32" ? quotient : Math.trunc(quotient);
    }),
  ],
  Pow: binary((a, b) => a ** b),
  Max: binary(Math.max),
  Min: binary(Math.min),
  Equal: comparison((a, b) => a === b),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  And: comparison((a, b) => a === 1 && b === 1),
  Or: comparison((a, b) => a === 1 || b === 1),
  Where: ([condition, a, b], _, [type]) => [
    build(type, (index) => readBroadcast(readBroadcast(condition, index) ? a : b, index)),
  ],
  Sum: (inputs, _, types) => [
    build(at(types, 0), (index) => inputs.reduce((sum, input) => sum + readBroadcast(input, index), 0)),
  ],
};
