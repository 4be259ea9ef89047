/** @file Two-dimensional convolution and its two adjoints. */
import { sameShape, sizeOf, type TensorType } from "../../tensor/index.ts";
import { intsOf } from "../attributes.ts";
import { dim, fail, float32, needFloat, type OpSpec } from "./op-spec.ts";
import { slide, windowAttributes, windowOf } from "./window.ts";

export type ConvolutionOp = "Conv" | "FusedConv" | "ConvTranspose" | "ConvInputGradient" | "ConvWeightGradient";

const attributes = { ...windowAttributes, group: "int" } as const;

/** Multiply-adds of a convolution whose output has `outputs` elements. */
const convFlops = (outputs: number, weightShape: readonly number[]): number => outputs * sizeOf(weightShape.slice(1));

/** Inputs x [N,C,H,W], w [O,C/group,kh,kw], optional bias [O]. */
const conv: OpSpec = {
  domain: "",
  since: 11,
  arity: [2, 3],
  attributes,
  infer: (inputs, attrs) => {
    const x = needFloat(inputs, 0, 4);
    const w = needFloat(inputs, 1, 4);
    const window = windowOf(attrs);
    const [outputs, perGroup] = [dim(w, 0), dim(w, 1)];
    if (dim(x, 1) !== perGroup * window.group || outputs % window.group !== 0) {
      fail(
        `x has shape [${x}] and w [${w}] with group ${window.group}`,
        "C = w[1] * group and w[0] divisible by group",
      );
    }
    if (dim(w, 2) !== window.kernel[0] || dim(w, 3) !== window.kernel[1]) {
      fail(`w has shape [${w}]`, `a kernel of [${window.kernel}]`);
    }
    if (inputs.length === 3 && dim(needFloat(inputs, 2, 1), 0) !== outputs)
      fail("bias has another length", `${outputs}`);
    return [float32([dim(x, 0), outputs, ...slide(x, window)])];
  },
  flops: ([, w], [y]) => convFlops(sizeOf(y?.shape ?? []), w?.shape ?? []),
};

export const convolutionOps: { readonly [K in ConvolutionOp]: OpSpec } = {
  Conv: conv,
  /** Conv that adds z, of the result's shape. Inputs x, w, bias, z. */
  FusedConv: {
    ...conv,
    domain: "com.microsoft",
    since: 1,
    arity: [4, 4],
    infer: (inputs, attrs) => {
      const [y] = conv.infer(inputs.slice(0, 3), attrs) as [TensorType];
      const z = needFloat(inputs, 3, 4);
      if (!sameShape(z, y.shape)) fail(`z has shape [${z}]`, `[${y.shape}]`);
      return [y];
    },
  },
  /** Inputs x [N,C,H,W], w [C,O/group,kh,kw]. */
  ConvTranspose: {
    domain: "",
    since: 11,
    arity: [2, 2],
    attributes: { ...attributes, outputPadding: "ints" },
    infer: (inputs, attrs) => {
      const x = needFloat(inputs, 0, 4);
      const w = needFloat(inputs, 1, 4);
      const { kernel, strides, pads, dilations, group } = windowOf(attrs);
      const extra = intsOf(attrs, "outputPadding", [0, 0]);
      if (extra.length !== 2 || extra.some((pad, axis) => pad < 0 || pad >= dim(strides, axis)))
        fail(`outputPadding is [${extra}]`, `two integers from 0, less than the strides [${strides}]`);
      if (dim(x, 1) !== dim(w, 0) || dim(x, 1) % group !== 0)
        fail(`x has shape [${x}] and w [${w}]`, "C = w[0], divisible by group");
      if (dim(w, 2) !== kernel[0] || dim(w, 3) !== kernel[1]) fail(`w has shape [${w}]`, `a kernel of [${kernel}]`);
      const size = (axis: 0 | 1): number =>
        (dim(x, axis + 2) - 1) * strides[axis] +
        dim(extra, axis) +
        (kernel[axis] - 1) * dilations[axis] +
        1 -
        pads[axis] -
        pads[(axis + 2) as 2 | 3];
      if (size(0) < 1 || size(1) < 1) fail(`output would be ${size(0)}x${size(1)}`, "at least 1x1");
      return [float32([dim(x, 0), dim(w, 1) * group, size(0), size(1)])];
    },
    flops: ([x, w]) => sizeOf(x?.shape ?? []) * sizeOf(w?.shape.slice(1) ?? []),
  },
  /** Adjoint of Conv in x. Inputs w, dy [N,O,OH,OW]; attribute inputSize is [H, W] of x. */
  ConvInputGradient: {
    domain: "espalier",
    since: 1,
    arity: [2, 2],
    attributes: { ...attributes, inputSize: "ints" },
    infer: (inputs, attrs) => {
      const w = needFloat(inputs, 0, 4);
      const dy = needFloat(inputs, 1, 4);
      const window = windowOf(attrs);
      const x = [dim(dy, 0), dim(w, 1) * window.group, ...intsOf(attrs, "inputSize")];
      if (dim(w, 0) % window.group !== 0) fail(`w has shape [${w}]`, `w[0] divisible by group ${window.group}`);
      if (dim(w, 2) !== window.kernel[0] || dim(w, 3) !== window.kernel[1]) {
        fail(`w has shape [${w}]`, `a kernel of [${window.kernel}]`);
      }
      const [height, width] = slide(x, window);
      if (dim(dy, 1) !== dim(w, 0) || dim(dy, 2) !== height || dim(dy, 3) !== width) {
        fail(`dy has shape [${dy}]`, `[${[dim(dy, 0), dim(w, 0), height, width]}]`);
      }
      return [float32(x)];
    },
    flops: ([w, dy]) => convFlops(sizeOf(dy?.shape ?? []), w?.shape ?? []),
  },
  /** Adjoint of Conv in w. Inputs x, dy; the result has shape [O, C/group, kh, kw]. */
  ConvWeightGradient: {
    domain: "espalier",
    since: 1,
    arity: [2, 2],
    attributes,
    infer: (inputs, attrs) => {
      const x = needFloat(inputs, 0, 4);
      const dy = needFloat(inputs, 1, 4);
      const window = windowOf(attrs);
      const [height, width] = slide(x, window);
      if (dim(dy, 0) !== dim(x, 0) || dim(dy, 2) !== height || dim(dy, 3) !== width) {
        fail(`dy has shape [${dy}]`, `[${[dim(x, 0), "O", height, width]}]`);
      }
      if (dim(x, 1) % window.group !== 0 || dim(dy, 1) % window.group !== 0)
        fail(`group is ${window.group}`, "a divisor of both channel counts");
      return [float32([dim(dy, 1), dim(x, 1) / window.group, ...window.kernel])];
    },
    flops: ([, dy], [dw]) => convFlops(sizeOf(dy?.shape ?? []), dw?.shape ?? []),
  },
};
