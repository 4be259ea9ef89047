/** @file Operations that only move, repeat or cut elements. */
import { broadcastShapes, type Shape, sameShape, sizeOf, type TensorType } from "../../tensor/index.ts";
import { type Attributes, intsOf, numberOf } from "../attributes.ts";
import { at, dim, fail, float32, needAxis, needFloat, type OpSpec } from "./op-spec.ts";

export type LayoutOp = "Reshape" | "Transpose" | "Concat" | "Split" | "Slice" | "Pad" | "Expand";

/** Resolves an ONNX Reshape target (0 copies a dimension, -1 infers one). */
function reshaped(from: Shape, target: readonly number[]): number[] {
  const shape = target.map((d, i) => (d === 0 ? dim(from, i) : d));
  const free = shape.indexOf(-1);
  if (free >= 0) shape[free] = sizeOf(from) / sizeOf(shape.filter((_, i) => i !== free));
  if (shape.some((d) => !Number.isInteger(d) || d < 0) || sizeOf(shape) !== sizeOf(from)) {
    fail(`target shape is [${target}]`, `one that holds the ${sizeOf(from)} elements of [${from}]`);
  }
  return shape;
}

/** One axis of a Slice in resolved form: first index, step, number of elements. */
export interface SliceAxis {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Resolves the attributes of a Slice against the shape it cuts (negative and out-of-range indices as in ONNX). */
export function sliceAxes(shape: Shape, attributes: Attributes): SliceAxis[] {
  const starts = intsOf(attributes, "starts");
  const ends = intsOf(attributes, "ends");
  const axes = intsOf(
    attributes,
    "axes",
    starts.map((_, i) => i),
  );
  const steps = intsOf(
    attributes,
    "steps",
    starts.map(() => 1),
  );
  if (ends.length !== starts.length || axes.length !== starts.length || steps.length !== starts.length) {
    fail("starts, ends, axes and steps differ in length", "equal lengths");
  }
  const cut = axes.map((axis) => needAxis(axis, shape.length));
  if (new Set(cut).size !== cut.length) fail(`axes are [${axes}]`, "each axis once");
  return starts.map((from, i) => {
    const axis = dim(cut, i);
    const size = dim(shape, axis);
    const step = dim(steps, i);
    if (step === 0) fail("a step is 0", "a non-zero step");
    const clamp = (index: number): number => {
      const positive = index < 0 ? index + size : index;
      return step > 0 ? Math.min(Math.max(positive, 0), size) : Math.min(Math.max(positive, -1), size - 1);
    };
    const start = clamp(from);
    return { axis, start, step, count: Math.max(0, Math.ceil((clamp(dim(ends, i)) - start) / step)) };
  });
}

const withDtype = (type: TensorType, shape: Shape): TensorType => ({ dtype: type.dtype, shape });

export const layoutOps: { readonly [K in LayoutOp]: OpSpec } = {
  Reshape: {
    domain: "",
    since: 14,
    arity: [1, 1],
    attributes: { shape: "ints" },
    infer: (inputs, attributes) => [
      withDtype(at(inputs, 0), reshaped(at(inputs, 0).shape, intsOf(attributes, "shape"))),
    ],
  },
  Transpose: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: { perm: "ints" },
    infer: (inputs, attributes) => {
      const x = at(inputs, 0);
      const perm = intsOf(attributes, "perm");
      const sorted = [...perm].sort((a, b) => a - b);
      if (perm.length !== x.shape.length || sorted.some((axis, i) => axis !== i)) {
        fail(`perm is [${perm}]`, `a permutation of the ${x.shape.length} axes`);
      }
      return [
        withDtype(
          x,
          perm.map((axis) => dim(x.shape, axis)),
        ),
      ];
    },
  },
  Concat: {
    domain: "",
    since: 13,
    arity: [1, Number.POSITIVE_INFINITY],
    attributes: { axis: "int" },
    infer: (inputs, attributes) => {
      const first = at(inputs, 0);
      const axis = needAxis(numberOf(attributes, "axis"), first.shape.length);
      const others = (shape: Shape): number[] => shape.map((d, i) => (i === axis ? 0 : d));
      inputs.forEach((input, i) => {
        if (input.dtype !== first.dtype || !sameShape(others(input.shape), others(first.shape))) {
          fail(`input ${i} is ${input.dtype} [${input.shape}]`, `${first.dtype} [${first.shape}] but for axis ${axis}`);
        }
      });
      const total = inputs.reduce((sum, input) => sum + dim(input.shape, axis), 0);
      return [
        withDtype(
          first,
          first.shape.map((d, i) => (i === axis ? total : d)),
        ),
      ];
    },
  },
  Split: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: { axis: "int", sizes: "ints" },
    infer: (inputs, attributes) => {
      const x = at(inputs, 0);
      const axis = needAxis(numberOf(attributes, "axis"), x.shape.length);
      const sizes = intsOf(attributes, "sizes");
      if (sizes.length === 0 || sizes.some((s) => s < 0) || sizes.reduce((a, b) => a + b, 0) !== dim(x.shape, axis)) {
        fail(`sizes are [${sizes}]`, `parts that add up to ${dim(x.shape, axis)}`);
      }
      return sizes.map((size) =>
        withDtype(
          x,
          x.shape.map((d, i) => (i === axis ? size : d)),
        ),
      );
    },
  },
  Slice: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: { starts: "ints", ends: "ints", axes: "ints", steps: "ints" },
    infer: (inputs, attributes) => {
      const x = at(inputs, 0);
      const shape = [...x.shape];
      const cuts = sliceAxes(x.shape, attributes);
      if (new Set(cuts.map(({ axis }) => axis)).size !== cuts.length) fail("an axis is cut twice", "distinct axes");
      for (const { axis, count } of cuts) shape[axis] = count;
      return [withDtype(x, shape)];
    },
  },
  /** Constant padding; pads are [begins..., ends...] over all axes, negative ones crop. */
  Pad: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: { pads: "ints", value: "float" },
    infer: (inputs, attributes) => {
      const x = needFloat(inputs, 0);
      const pads = intsOf(attributes, "pads");
      if (pads.length !== 2 * x.length) fail(`pads are [${pads}]`, `${2 * x.length} integers`);
      const shape = x.map((d, i) => d + dim(pads, i) + dim(pads, i + x.length));
      if (shape.some((d) => d < 0)) fail(`pads are [${pads}]`, `no crop beyond shape [${x}]`);
      return [float32(shape)];
    },
  },
  /** Repeats to exactly `shape`, which the input must broadcast to. */
  Expand: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: { shape: "ints" },
    infer: (inputs, attributes) => {
      const x = at(inputs, 0);
      const shape = intsOf(attributes, "shape");
      const result = broadcastShapes(x.shape, shape);
      if (!result || !sameShape(result, shape))
        fail(`input has shape [${x.shape}]`, `one that broadcasts to [${shape}]`);
      return [withDtype(x, [...shape])];
    },
  },
};
