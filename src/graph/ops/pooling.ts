/** @file Pooling over windows and its adjoints. */

import type { TensorType } from "../../tensor/index.ts";
import { type Attributes, intsOf } from "../attributes.ts";
import { dim, fail, float32, needFloat, type OpSpec } from "./op-spec.ts";
import { slide, windowAttributes, windowOf } from "./window.ts";

export type PoolingOp =
  | "MaxPool"
  | "AveragePool"
  | "GlobalAveragePool"
  | "MaxPoolGradient"
  | "AveragePoolGradient"
  | "Resize";

function pooled(inputs: readonly TensorType[], attributes: Attributes): number[] {
  const x = needFloat(inputs, 0, 4);
  const window = windowOf(attributes);
  const tooWide = window.pads.some((pad, i) => pad >= window.kernel[(i % 2) as 0 | 1]);
  if (tooWide) fail(`pads are [${window.pads}]`, `less than the kernel [${window.kernel}]`);
  return [dim(x, 0), dim(x, 1), ...slide(x, window)];
}

export const poolingOps: { readonly [K in PoolingOp]: OpSpec } = {
  /** Outputs y and, where asked for, int64 indices into the flattened x. */
  MaxPool: {
    domain: "",
    since: 12,
    arity: [1, 1],
    attributes: windowAttributes,
    defaultOutputs: 1,
    infer: (inputs, attributes) => {
      const shape = pooled(inputs, attributes);
      return [float32(shape), { dtype: "int64", shape }];
    },
  },
  AveragePool: {
    domain: "",
    since: 11,
    arity: [1, 1],
    attributes: { kernelShape: "ints", strides: "ints", pads: "ints", countIncludePad: "flag" },
    infer: (inputs, attributes) => [float32(pooled(inputs, attributes))],
  },
  GlobalAveragePool: {
    domain: "",
    since: 1,
    arity: [1, 1],
    attributes: {},
    infer: (inputs) => {
      const x = needFloat(inputs, 0, 4);
      return [float32([dim(x, 0), dim(x, 1), 1, 1])];
    },
  },
  /** Adjoint of MaxPool in x, at x. Inputs x, y = MaxPool(x), dy; equal maxima of a window share its gradient equally or the first takes it. */
  MaxPoolGradient: {
    domain: "espalier",
    since: 1,
    arity: [3, 3],
    attributes: windowAttributes,
    infer: (inputs, attributes) => {
      const shape = pooled(inputs, attributes);
      for (const i of [1, 2]) {
        const found = needFloat(inputs, i, 4);
        if (found.some((d, axis) => d !== shape[axis])) fail(`input ${i} has shape [${found}]`, `[${shape}]`);
      }
      return [float32(needFloat(inputs, 0, 4))];
    },
  },
  /** Adjoint of AveragePool. Input dy; attribute inputSize is [H, W] of x. */
  AveragePoolGradient: {
    domain: "espalier",
    since: 1,
    arity: [1, 1],
    attributes: { kernelShape: "ints", strides: "ints", pads: "ints", countIncludePad: "flag", inputSize: "ints" },
    infer: (inputs, attributes) => {
      const dy = needFloat(inputs, 0, 4);
      const x = [dim(dy, 0), dim(dy, 1), ...intsOf(attributes, "inputSize")];
      const [height, width] = slide(x, windowOf(attributes));
      if (dim(dy, 2) !== height || dim(dy, 3) !== width) fail(`dy has shape [${dy}]`, `${height}x${width}`);
      return [float32(x)];
    },
  },
  /** Nearest-neighbour enlargement of height and width by integer factors; attribute scales is [h, w]. */
  Resize: {
    domain: "",
    since: 13,
    arity: [1, 1],
    attributes: { scales: "ints" },
    infer: (inputs, attributes) => {
      const x = needFloat(inputs, 0, 4);
      const scales = intsOf(attributes, "scales");
      if (scales.length !== 2 || scales.some((s) => s < 1)) fail(`scales are [${scales}]`, "two positive integers");
      return [float32([dim(x, 0), dim(x, 1), dim(x, 2) * dim(scales, 0), dim(x, 3) * dim(scales, 1)])];
    },
  },
};
