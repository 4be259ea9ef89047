/** @file Cases of convolution and pooling. */
import { pick, type Rng } from "../../../src/base/index.ts";
import {
  type Attributes,
  type ConvolutionOp,
  intsOf,
  type PoolingOp,
  slide,
  windowOf,
} from "../../../src/graph/index.ts";
import type { Shape, Tensor } from "../../../src/tensor/index.ts";
import { toPlain } from "../plain-tensor.ts";
import { pooling } from "../pooling.ts";
import { between, type CaseMaker, coin, list, normal } from "./random.ts";

/** Kernel, strides, pads and dilations; half the time the common window that keeps the size of its image. */
function anyWindow(rng: Rng): Attributes {
  if (coin(rng)) {
    const k = pick([1, 3, 5], rng);
    const d = k === 3 ? between(rng, 1, 2) : 1;
    const pads = list(4, () => ((k - 1) / 2) * d);
    return { kernelShape: [k, k], strides: [1, 1], pads, dilations: [d, d] };
  }
  const kernelShape = list(2, () => between(rng, 1, 3));
  return {
    kernelShape,
    strides: list(2, () => between(rng, 1, 3)),
    pads: list(4, (i) => rng.int(kernelShape[i % 2] as number)),
    dilations: list(2, () => between(rng, 1, 2)),
  };
}

/** Pools take pads less than the kernel only. */
function poolWindow(rng: Rng): Attributes {
  const window = anyWindow(rng);
  const kernel = intsOf(window, "kernelShape");
  return { ...window, pads: intsOf(window, "pads").map((pad, i) => Math.min(pad, (kernel[i % 2] as number) - 1)) };
}

const image = (rng: Rng, channels: number): number[] => [
  between(rng, 1, 2),
  channels,
  between(rng, 5, 9),
  between(rng, 5, 9),
];

interface Convolution {
  readonly attributes: Attributes;
  readonly x: Tensor;
  readonly w: Tensor;
  readonly dy: Tensor;
}

/** Dense, grouped or depthwise. */
function convolution(rng: Rng): Convolution {
  const group = between(rng, 1, 3);
  const [perGroup, outputs] = [between(rng, 1, 2), group * between(rng, 1, 2)];
  const attributes = { ...anyWindow(rng), group };
  const x = image(rng, group * perGroup);
  return {
    attributes,
    x: normal(rng, x),
    w: normal(rng, [outputs, perGroup, ...intsOf(attributes, "kernelShape")]),
    dy: normal(rng, [x[0] as number, outputs, ...slide(x, windowOf(attributes))]),
  };
}

const sizeOfImage = ({ shape }: Tensor): readonly number[] => shape.slice(2);

export const convolutionCases: { readonly [K in ConvolutionOp]: CaseMaker } = {
  Conv: (rng) => {
    const { attributes, x, w } = convolution(rng);
    return { inputs: [x, w, ...(coin(rng) ? [normal(rng, [w.shape[0] as number])] : [])], attributes };
  },
  FusedConv: (rng) => {
    const { attributes, x, w, dy } = convolution(rng);
    return { inputs: [x, w, normal(rng, [w.shape[0] as number]), normal(rng, dy.shape)], attributes };
  },
  ConvTranspose: (rng) => {
    const { attributes, dy, w } = convolution(rng);
    const outputPadding = intsOf(attributes, "strides").map((stride) => rng.int(stride));
    return { inputs: [dy, w], attributes: { ...attributes, outputPadding } };
  },
  ConvInputGradient: (rng) => {
    const { attributes, x, w, dy } = convolution(rng);
    return { inputs: [w, dy], attributes: { ...attributes, inputSize: sizeOfImage(x) } };
  },
  ConvWeightGradient: (rng) => {
    const { attributes, x, dy } = convolution(rng);
    return { inputs: [x, dy], attributes };
  },
};

/** Windows side by side without gaps or padding. */
const tiling = (rng: Rng): Attributes => {
  const kernelShape = list(2, () => between(rng, 1, 3));
  return { kernelShape, strides: kernelShape, pads: [0, 0, 0, 0] };
};

const averaging = (rng: Rng): Attributes => {
  const { dilations: _, ...window } = rng.int(3) === 0 ? tiling(rng) : poolWindow(rng);
  return { ...window, countIncludePad: rng.int(2) };
};

/** An image the window tiles where it can. */
const imageFor = (rng: Rng, attributes: Attributes): number[] => {
  const [h = 1, w = 1] = intsOf(attributes, "kernelShape");
  return [between(rng, 1, 2), between(rng, 1, 3), h * between(rng, 3, 4) + rng.int(2), w * between(rng, 3, 4)];
};

export const poolingCases: { readonly [K in PoolingOp]: CaseMaker } = {
  MaxPool: (rng) => {
    const attributes = maxWindow(rng);
    return { inputs: [normal(rng, imageFor(rng, attributes))], attributes, outputs: between(rng, 1, 2) };
  },
  AveragePool: (rng) => {
    const attributes = averaging(rng);
    return { inputs: [normal(rng, imageFor(rng, attributes))], attributes };
  },
  GlobalAveragePool: (rng) => ({ inputs: [normal(rng, image(rng, between(rng, 1, 3)))], attributes: {} }),
  MaxPoolGradient: (rng) => {
    const attributes = maxWindow(rng);
    const x = normal(rng, imageFor(rng, attributes));
    const shape = pooledShape(x.shape, attributes);
    const [y] = pooling.MaxPool([toPlain(x)] as never, attributes, [{ dtype: "float32", shape }]);
    return {
      inputs: [x, { dtype: "float32", shape, data: Float32Array.from(y?.data ?? []) }, normal(rng, shape)],
      attributes,
    };
  },
  AveragePoolGradient: (rng) => {
    const attributes = averaging(rng);
    const x = imageFor(rng, attributes);
    return {
      inputs: [normal(rng, pooledShape(x, attributes))],
      attributes: { ...attributes, inputSize: x.slice(2) },
    };
  },
  Resize: (rng) => ({
    inputs: [normal(rng, image(rng, 2))],
    attributes: { scales: list(2, () => between(rng, 1, 3)) },
  }),
};

const maxWindow = (rng: Rng): Attributes => (rng.int(3) === 0 ? tiling(rng) : poolWindow(rng));

const pooledShape = (x: Shape, attributes: Attributes): number[] => [
  ...x.slice(0, 2),
  ...slide(x, windowOf(attributes)),
];
