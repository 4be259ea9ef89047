/** @file Reductions, soft-max and batch normalisation. */
import type { Shape, TensorType } from "../../tensor/index.ts";
import { type Attributes, intsOf, numberOf } from "../attributes.ts";
import { dim, fail, float32, needAxis, needFloat, type OpSpec } from "./op-spec.ts";

export type ReductionOp =
  | "ReduceSum"
  | "ReduceMean"
  | "ReduceMax"
  | "ReduceSumSquare"
  | "ArgMax"
  | "Softmax"
  | "LogSoftmax"
  | "BatchNormalization";

/** Shape after reducing `axes`; no axes given means all. */
function reduced(shape: Shape, axes: readonly number[], keepdims: number): number[] {
  const gone = new Set(axes.map((axis) => needAxis(axis, shape.length)));
  return shape.flatMap((d, i) => (gone.has(i) ? (keepdims ? [1] : []) : [d]));
}

function reduction(since: number): OpSpec {
  return {
    domain: "",
    since,
    arity: [1, 1],
    attributes: { axes: "ints", keepdims: "flag" },
    infer: (inputs, attributes) => {
      const x = needFloat(inputs, 0);
      const axes = intsOf(
        attributes,
        "axes",
        x.map((_, i) => i),
      );
      if (attributes.axes !== undefined && axes.length === 0)
        fail("axes are empty", "at least one axis, or no attribute for all");
      return [float32(reduced(x, axes, numberOf(attributes, "keepdims", 1)))];
    },
  };
}

const softmax: OpSpec = {
  domain: "",
  since: 13,
  arity: [1, 1],
  attributes: { axis: "int" },
  infer: (inputs, attributes) => {
    const x = needFloat(inputs, 0);
    needAxis(numberOf(attributes, "axis", -1), x.length);
    return [float32(x)];
  },
};

function inferBatchNormalization(inputs: readonly TensorType[], attributes: Attributes): TensorType[] {
  const x = needFloat(inputs, 0);
  if (x.length < 2) fail(`x has shape [${x}]`, "rank 2 or more");
  const channels = dim(x, 1);
  for (let i = 1; i < 5; i++) {
    if (dim(needFloat(inputs, i, 1), 0) !== channels)
      fail(`input ${i} has shape [${needFloat(inputs, i)}]`, `[${channels}]`);
  }
  return numberOf(attributes, "trainingMode", 0)
    ? [float32(x), float32([channels]), float32([channels])]
    : [float32(x)];
}

export const reductionOps: { readonly [K in ReductionOp]: OpSpec } = {
  ReduceSum: reduction(13),
  ReduceMean: reduction(13),
  ReduceMax: reduction(13),
  ReduceSumSquare: reduction(13),
  ArgMax: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: { axis: "int", keepdims: "flag" },
    infer: (inputs, attributes) => {
      const x = needFloat(inputs, 0);
      return [
        { dtype: "int64", shape: reduced(x, [numberOf(attributes, "axis", 0)], numberOf(attributes, "keepdims", 1)) },
      ];
    },
  },
  Softmax: softmax,
  LogSoftmax: softmax,
  /**
   * Inputs x, scale, bias, mean, var. With trainingMode 1 it normalises by the batch and returns y, mean, var:
   * momentum 0 makes them the batch's own mean and population variance.
   */
  BatchNormalization: {
    domain: "",
    since: 15,
    arity: [5, 5],
    attributes: { epsilon: "float", momentum: "float", trainingMode: "flag" },
    infer: inferBatchNormalization,
  },
};
