/** @file Cases of element-wise operations. */
import { pick, type Rng } from "../../../src/base/index.ts";
import type { Attributes, ElementwiseOp } from "../../../src/graph/index.ts";
import { type Dtype, type Shape, type Tensor, tensor } from "../../../src/tensor/index.ts";
import { anyShape, broadcasting, type CaseMaker, integers, list, nonZero, normal, uniform } from "./random.ts";

type Draw = (rng: Rng, shape: Shape) => Tensor;

const positive: Draw = (rng, shape) => uniform(rng, shape, 0.1, 3);
/** Few values, so that comparisons meet equal ones. */
const few =
  (dtype: Dtype): Draw =>
  (rng, shape) =>
    integers(rng, shape, dtype === "bool" ? 0 : -2, dtype === "bool" ? 1 : 2, dtype);
const nonZeroInt =
  (dtype: Dtype): Draw =>
  (rng, shape) =>
    integers(rng, shape, 1, 3, dtype);
/** A large offset, which float32 would not keep. */
const doubles: Draw = (rng, shape) => {
  const values = normal(rng, shape).data as Float32Array;
  return tensor(
    "float64",
    shape,
    Float64Array.from(values, (value) => 1e9 + 4 * value),
  );
};
const gaps: Draw = (rng, shape) => {
  const { dtype, data } = pick([normal, doubles], rng)(rng, shape);
  return tensor(
    dtype,
    shape,
    Array.from(data as Float64Array, (value) => (rng.int(3) === 0 ? Number.NaN : value)),
  );
};
const wholes = [few("int64"), few("int32")];

const unary =
  (draw: Draw = normal, attributes: (rng: Rng) => Attributes = () => ({})): CaseMaker =>
  (rng) => ({ inputs: [draw(rng, anyShape(rng))], attributes: attributes(rng) });

/** One of the draws for both inputs. */
const binary =
  (...draws: readonly Draw[]): CaseMaker =>
  (rng) => {
    const draw = pick(draws, rng);
    return { inputs: broadcasting(rng, 2).map((shape) => draw(rng, shape)), attributes: {} };
  };

const alpha = (rng: Rng): Attributes => ({ alpha: pick([0.1, 0.5, 1.5], rng) });
const dtypes = ["float32", "float64", "int64", "int32", "bool"] as const;

export const elementwiseCases: { readonly [K in ElementwiseOp]: CaseMaker } = {
  Relu: unary(),
  Sigmoid: unary(),
  Tanh: unary(),
  Exp: unary(),
  Log: unary(positive),
  Sqrt: unary(positive),
  Neg: unary(),
  Reciprocal: unary(nonZero),
  Abs: unary(),
  Sign: unary(few("float32")),
  Erf: unary(),
  Softplus: unary(),
  // The greatest slope makes a step function, which masks use.
  HardSigmoid: unary(nonZero, (rng) => pick([{}, { alpha: 0.3, beta: 0.4 }, { alpha: 3e38, beta: 0 }], rng)),
  HardSwish: unary((rng, shape) => uniform(rng, shape, -5, 5)),
  LeakyRelu: unary(normal, alpha),
  Elu: unary(normal, alpha),
  Sin: unary(),
  Cos: unary(),
  Floor: unary((rng, shape) => pick([normal, doubles], rng)(rng, shape)),
  IsNaN: unary(gaps),
  Identity: (rng) => unary(pick([normal, ...wholes, few("bool")], rng))(rng),
  StopGradient: (rng) => unary(pick([normal, ...wholes, few("bool")], rng))(rng),
  Not: unary(few("bool")),
  Cast: (rng) => unary(few(pick(dtypes, rng)), () => ({ to: pick(dtypes, rng) }))(rng),
  Add: binary(normal, doubles, ...wholes),
  Sub: binary(normal, doubles, ...wholes),
  Mul: binary(normal, doubles, ...wholes),
  Div: binary(nonZero, nonZeroInt("int64"), nonZeroInt("int32")),
  Pow: binary(positive),
  Max: binary(normal, ...wholes),
  Min: binary(normal, ...wholes),
  Equal: binary(few("float32"), few("float64"), ...wholes, few("bool")),
  Greater: binary(few("float32"), ...wholes),
  GreaterOrEqual: binary(few("float32"), ...wholes),
  Less: binary(few("float32"), ...wholes),
  LessOrEqual: binary(few("float32"), ...wholes),
  And: binary(few("bool")),
  Or: binary(few("bool")),
  Where: (rng) => {
    const draw = pick([normal, doubles, ...wholes], rng);
    const [condition = [], a = [], b = []] = broadcasting(rng, 3);
    return { inputs: [few("bool")(rng, condition), draw(rng, a), draw(rng, b)], attributes: {} };
  },
  Sum: (rng) => {
    const shapes = broadcasting(rng, 1 + rng.int(4));
    return { inputs: list(shapes.length, (i) => normal(rng, shapes[i] as number[])), attributes: {} };
  },
};
