/** @file Element-wise operations. */
import { broadcastShapes, type TensorType } from "../../tensor/index.ts";
import type { AttributeKind } from "../attributes.ts";
import { choiceOf } from "../attributes.ts";
import { at, fail, float32, needDtype, needFloat, type OpSpec } from "./op-spec.ts";

type UnaryOp =
  | "Relu"
  | "Sigmoid"
  | "Tanh"
  | "Exp"
  | "Log"
  | "Sqrt"
  | "Neg"
  | "Reciprocal"
  | "Abs"
  | "Sign"
  | "Erf"
  | "Softplus"
  | "HardSigmoid"
  | "HardSwish"
  | "LeakyRelu"
  | "Elu"
  | "Sin"
  | "Cos";
type BinaryOp = "Add" | "Sub" | "Mul" | "Div" | "Pow" | "Max" | "Min";
type ComparisonOp = "Equal" | "Greater" | "GreaterOrEqual" | "Less" | "LessOrEqual";
export type ElementwiseOp =
  | UnaryOp
  | BinaryOp
  | ComparisonOp
  | "Identity"
  | "StopGradient"
  | "Not"
  | "Floor"
  | "IsNaN"
  | "And"
  | "Or"
  | "Where"
  | "Sum"
  | "Cast";

function broadcast(inputs: readonly TensorType[]): number[] {
  return inputs.reduce<number[]>(
    (shape, input, i) =>
      broadcastShapes(shape, input.shape) ??
      fail(`input ${i} has shape [${input.shape}]`, `one that broadcasts with [${shape}]`),
    [],
  );
}

function unary(since: number, attributes: Record<string, AttributeKind> = {}): OpSpec {
  return { domain: "", since, arity: [1, 1], attributes, infer: (inputs) => [float32(needFloat(inputs, 0))] };
}

function needSameDtype(inputs: readonly TensorType[], first = 0): TensorType["dtype"] {
  const { dtype } = at(inputs, first);
  inputs.slice(first).forEach((_, i) => {
    needDtype(inputs, first + i, dtype);
  });
  return dtype;
}

function binary(since: number): OpSpec {
  return {
    domain: "",
    since,
    arity: [2, 2],
    attributes: {},
    infer: (inputs) => {
      if (at(inputs, 0).dtype === "bool") fail("input 0 is bool", "numbers");
      return [{ dtype: needSameDtype(inputs), shape: broadcast(inputs) }];
    },
  };
}

function comparison(since: number, ofBools = false): OpSpec {
  return {
    domain: "",
    since,
    arity: [2, 2],
    attributes: {},
    infer: (inputs) => {
      if (needSameDtype(inputs) === "bool" && !ofBools) fail("input 0 is bool", "numbers");
      return [{ dtype: "bool", shape: broadcast(inputs) }];
    },
  };
}

const logical: OpSpec = {
  domain: "",
  since: 7,
  arity: [2, 2],
  attributes: {},
  infer: (inputs) => {
    needDtype(inputs, 0, "bool");
    needDtype(inputs, 1, "bool");
    return [{ dtype: "bool", shape: broadcast(inputs) }];
  },
};

export const elementwiseOps: { readonly [K in ElementwiseOp]: OpSpec } = {
  Relu: unary(14),
  Sigmoid: unary(13),
  Tanh: unary(13),
  Exp: unary(13),
  Log: unary(13),
  Sqrt: unary(13),
  Neg: unary(13),
  Reciprocal: unary(13),
  Abs: unary(13),
  Sign: unary(13),
  Erf: unary(13),
  Softplus: unary(1),
  HardSigmoid: unary(6, { alpha: "float", beta: "float" }),
  HardSwish: unary(14),
  LeakyRelu: unary(16, { alpha: "float" }),
  Elu: unary(6, { alpha: "float" }),
  Sin: unary(7),
  Cos: unary(7),
  Floor: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: {},
    infer: (inputs) => [needDtype(inputs, 0, "float32", "float64")],
  },
  IsNaN: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: {},
    infer: (inputs) => [{ dtype: "bool", shape: needDtype(inputs, 0, "float32", "float64").shape }],
  },
  Add: binary(14),
  Sub: binary(14),
  Mul: binary(14),
  Div: binary(14),
  Pow: binary(15),
  Max: binary(13),
  Min: binary(13),
  Equal: comparison(13, true),
  Greater: comparison(13),
  GreaterOrEqual: comparison(16),
  Less: comparison(13),
  LessOrEqual: comparison(16),
  And: logical,
  Or: logical,
  Not: {
    domain: "",
    since: 1,
    arity: [1, 1],
    attributes: {},
    infer: (inputs) => [needDtype(inputs, 0, "bool")],
  },
  Identity: { domain: "", since: 16, arity: [1, 1], attributes: {}, infer: (inputs) => [at(inputs, 0)] },
  /** The same value, through which no gradient passes. */
  StopGradient: { domain: "espalier", since: 1, arity: [1, 1], attributes: {}, infer: (inputs) => [at(inputs, 0)] },
  Where: {
    domain: "",
    since: 16,
    arity: [3, 3],
    attributes: {},
    infer: (inputs) => {
      needDtype(inputs, 0, "bool");
      needDtype(inputs, 1, "float32", "float64", "int64", "int32");
      return [{ dtype: needSameDtype(inputs, 1), shape: broadcast(inputs) }];
    },
  },
  Sum: {
    domain: "",
    since: 13,
    arity: [1, Number.POSITIVE_INFINITY],
    attributes: {},
    infer: (inputs) => {
      inputs.forEach((_, i) => {
        needFloat(inputs, i);
      });
      return [float32(broadcast(inputs))];
    },
  },
  Cast: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: { to: "string" },
    infer: (inputs, attributes) => [
      {
        dtype: choiceOf(attributes, "to", ["float32", "float64", "int64", "int32", "bool"]),
        shape: at(inputs, 0).shape,
      },
    ],
  },
};
