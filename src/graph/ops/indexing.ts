/** @file Operations that pick or place elements by integer indices. */
import { sameShape, type TensorType } from "../../tensor/index.ts";
import { choiceOf, numberOf } from "../attributes.ts";
import { at, dim, fail, float32, needAxis, needDtype, needFloat, type OpSpec } from "./op-spec.ts";

export type IndexingOp = "Gather" | "GatherElements" | "ScatterElements" | "OneHot" | "GatherGradient";

const needIndices = (inputs: readonly TensorType[], index: number): readonly number[] =>
  needDtype(inputs, index, "int64", "int32").shape;

/** Along all other axes than `axis` the indices may not be longer than the data. */
function needWithin(data: readonly number[], indices: readonly number[], axis: number): void {
  if (indices.some((d, i) => i !== axis && d > dim(data, i))) {
    fail(`indices have shape [${indices}]`, `none longer than [${data}] but along axis ${axis}`);
  }
}

export const indexingOps: { readonly [K in IndexingOp]: OpSpec } = {
  /** Inputs data, indices; replaces `axis` of data by the axes of indices. */
  Gather: {
    domain: "",
    since: 13,
    arity: [2, 2],
    attributes: { axis: "int" },
    infer: (inputs, attributes) => {
      const data = at(inputs, 0);
      const indices = needIndices(inputs, 1);
      const axis = needAxis(numberOf(attributes, "axis", 0), data.shape.length);
      return [{ dtype: data.dtype, shape: [...data.shape.slice(0, axis), ...indices, ...data.shape.slice(axis + 1)] }];
    },
  },
  GatherElements: {
    domain: "",
    since: 13,
    arity: [2, 2],
    attributes: { axis: "int" },
    infer: (inputs, attributes) => {
      const data = at(inputs, 0);
      const indices = needIndices(inputs, 1);
      const axis = needAxis(numberOf(attributes, "axis", 0), data.shape.length);
      if (indices.length !== data.shape.length) fail(`indices have shape [${indices}]`, `rank ${data.shape.length}`);
      needWithin(data.shape, indices, axis);
      return [{ dtype: data.dtype, shape: indices }];
    },
  },
  /** Inputs data, indices, updates. */
  ScatterElements: {
    domain: "",
    since: 16,
    arity: [3, 3],
    attributes: { axis: "int", reduction: "string" },
    infer: (inputs, attributes) => {
      const data = needFloat(inputs, 0);
      const indices = needIndices(inputs, 1);
      const updates = needFloat(inputs, 2);
      const axis = needAxis(numberOf(attributes, "axis", 0), data.length);
      choiceOf(attributes, "reduction", ["none", "add"], "none");
      if (indices.length !== data.length || !sameShape(indices, updates)) {
        fail(`indices have shape [${indices}] and updates [${updates}]`, `equal shapes of rank ${data.length}`);
      }
      needWithin(data, indices, axis);
      return [float32(data)];
    },
  },
  /** float32 ones at the int64 indices along a new axis of length `depth`, zeros elsewhere. */
  OneHot: {
    domain: "",
    since: 11,
    arity: [1, 1],
    attributes: { axis: "int", depth: "int" },
    infer: (inputs, attributes) => {
      const indices = needDtype(inputs, 0, "int64").shape;
      if (indices.length === 0) fail("indices are a scalar", "rank 1 or more");
      const axis = needAxis(numberOf(attributes, "axis", -1), indices.length + 1);
      return [float32([...indices.slice(0, axis), numberOf(attributes, "depth"), ...indices.slice(axis)])];
    },
  },
  /** Adjoint of Gather along axis 0. Inputs indices, dy; attribute rows is the length of axis 0 of the data. */
  GatherGradient: {
    domain: "espalier",
    since: 1,
    arity: [2, 2],
    attributes: { rows: "int" },
    infer: (inputs, attributes) => {
      const indices = needIndices(inputs, 0);
      const dy = needFloat(inputs, 1);
      if (!sameShape(dy.slice(0, indices.length), indices))
        fail(`dy has shape [${dy}]`, `one that starts with [${indices}]`);
      return [
        float32([numberOf(attributes, "rows"), ...dy.slice(indices.length).map((_, i) => dim(dy, indices.length + i))]),
      ];
    },
  },
};
