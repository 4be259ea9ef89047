/** @file Cases of convolution and its adjoints: the same windows for all, every branch of the lowering among them. */
import { type ConvolutionOp, slide, windowOf } from "../../../src/graph/index.ts";
import { type OpCase, type OpCases, reals } from "../op-case.ts";

interface Setting {
  readonly size: readonly [number, number];
  readonly channels: readonly [input: number, output: number];
  readonly kernel: readonly [number, number];
  readonly stride?: number | readonly [number, number];
  readonly dilation?: number | readonly [number, number];
  readonly pads?: readonly [number, number, number, number];
  readonly group?: number;
  readonly batch?: number;
}

const same = (kernel: number, dilation = 1): [number, number, number, number] => {
  const pad = (dilation * (kernel - 1)) / 2;
  return [pad, pad, pad, pad];
};

const settings: readonly [Setting, ...Setting[]] = [
  // 1x1: a product, strided or not; with padding by gathered pixels.
  { size: [4, 5], channels: [3, 2], kernel: [1, 1] },
  { size: [5, 4], channels: [3, 2], kernel: [1, 1], stride: 2 },
  { size: [3, 4], channels: [2, 3], kernel: [1, 1], pads: [1, 1, 1, 1] },
  // Size kept: by shifts.
  { size: [4, 5], channels: [2, 3], kernel: [3, 3], pads: same(3) },
  { size: [5, 6], channels: [2, 2], kernel: [3, 3], pads: same(3, 2), dilation: 2 },
  { size: [5, 4], channels: [2, 2], kernel: [5, 5], pads: same(5) },
  { size: [4, 5], channels: [2, 2], kernel: [1, 3], pads: [0, 1, 0, 1] },
  { size: [4, 3], channels: [2, 2], kernel: [5, 3], pads: [2, 2, 2, 2], dilation: [1, 2] },
  { size: [2, 2], channels: [2, 1], kernel: [5, 5], pads: same(5) },
  { size: [1, 1], channels: [1, 1], kernel: [5, 5], pads: same(5), batch: 1 },
  { size: [1, 1], channels: [2, 2], kernel: [3, 3], pads: same(3), stride: 2 },
  // The same on planes too large for products over the whole batch.
  { size: [12, 11], channels: [1, 2], kernel: [3, 3], pads: same(3) },
  { size: [13, 10], channels: [2, 1], kernel: [3, 5], pads: [2, 2, 2, 2], dilation: [2, 1] },
  // Other windows of one group: by gathered pixels.
  { size: [5, 4], channels: [2, 3], kernel: [3, 3] },
  { size: [6, 6], channels: [2, 2], kernel: [3, 3], pads: same(3), stride: 2 },
  { size: [6, 5], channels: [2, 2], kernel: [3, 3], stride: 2 },
  { size: [7, 6], channels: [2, 2], kernel: [3, 3], pads: same(3, 2), stride: 2, dilation: 2 },
  { size: [7, 8], channels: [1, 2], kernel: [5, 5], pads: same(5), stride: 2 },
  { size: [5, 4], channels: [2, 2], kernel: [3, 3], pads: [0, 1, 2, 1] },
  { size: [5, 6], channels: [2, 2], kernel: [3, 3], pads: [1, 0, 0, 2], stride: 2 },
  { size: [4, 5], channels: [2, 2], kernel: [2, 2] },
  { size: [5, 5], channels: [2, 2], kernel: [2, 3], stride: [2, 1], pads: [0, 1, 1, 1] },
  { size: [4, 4], channels: [2, 1], kernel: [3, 3], pads: [3, 3, 3, 3] },
  { size: [9, 8], channels: [1, 2], kernel: [2, 2], stride: 3 },
  // Groups: by taps.
  { size: [4, 5], channels: [4, 6], kernel: [3, 3], pads: same(3), group: 2 },
  { size: [5, 6], channels: [4, 2], kernel: [3, 3], pads: same(3), group: 2, stride: 2 },
  { size: [4, 4], channels: [4, 4], kernel: [1, 1], group: 2 },
  { size: [4, 5], channels: [3, 3], kernel: [3, 3], pads: same(3), group: 3 },
  { size: [6, 5], channels: [3, 3], kernel: [3, 3], pads: same(3), group: 3, stride: 2 },
  { size: [5, 5], channels: [2, 2], kernel: [3, 3], pads: same(3, 2), group: 2, dilation: 2 },
  { size: [5, 4], channels: [2, 2], kernel: [5, 5], pads: same(5), group: 2 },
  { size: [5, 4], channels: [2, 4], kernel: [3, 3], pads: [0, 1, 1, 2], group: 2 },
];

const pair = (value: number | readonly [number, number] = 1): [number, number] =>
  typeof value === "number" ? [value, value] : [...value];

interface Shapes {
  readonly x: number[];
  readonly w: number[];
  readonly dy: number[];
  readonly attributes: Readonly<Record<string, number | readonly number[]>>;
}

function shapesOf(setting: Setting): Shapes {
  const { size, kernel, group = 1, batch = 2 } = setting;
  const [inputs, outputs] = setting.channels;
  const attributes = {
    kernelShape: kernel,
    strides: pair(setting.stride),
    pads: setting.pads ?? [0, 0, 0, 0],
    dilations: pair(setting.dilation),
    group,
  };
  const x = [batch, inputs, ...size];
  return {
    x,
    w: [outputs, inputs / group, ...kernel],
    dy: [batch, outputs, ...slide(x, windowOf(attributes))],
    attributes,
  };
}

function each(toCase: (shapes: Shapes) => OpCase): [OpCase, ...OpCase[]] {
  const [first, ...others] = settings;
  return [toCase(shapesOf(first)), ...others.map((setting) => toCase(shapesOf(setting)))];
}

const transposed: readonly OpCase[] = [
  { inputs: [reals([2, 3, 3, 2]), reals([3, 2, 3, 3])], attributes: { kernelShape: [3, 3] } },
  {
    inputs: [reals([1, 2, 3, 3]), reals([2, 2, 3, 3])],
    attributes: { kernelShape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], outputPadding: [1, 1] },
  },
];

export const convolutionCases: OpCases<ConvolutionOp> = {
  Conv: [
    ...each(({ x, w, attributes }) => ({ inputs: [reals(x), reals(w)], attributes })),
    { inputs: [reals([2, 2, 4, 3]), reals([3, 2, 3, 3]), reals([3])], attributes: { kernelShape: [3, 3] } },
  ],
  FusedConv: each(({ x, w, dy, attributes }) => ({
    inputs: [reals(x), reals(w), reals([w[0] as number]), reals(dy)],
    attributes,
  })),
  ConvTranspose: [
    ...each(({ x, w, dy, attributes }) => {
      const { kernelShape, strides, pads, dilations } = windowAttributes(attributes);
      // What is left over when the window slides over x is what the transposed one must add.
      const outputPadding = [0, 1].map((axis) => {
        const at = (list: readonly number[], i = axis): number => list[i] as number;
        const covered = (at(dy, axis + 2) - 1) * at(strides) + (at(kernelShape) - 1) * at(dilations) + 1;
        return at(x, axis + 2) - (covered - at(pads) - at(pads, axis + 2));
      });
      return { inputs: [reals(dy), reals(w)], attributes: { ...attributes, outputPadding } };
    }),
    ...transposed,
  ],
  ConvInputGradient: each(({ x, w, dy, attributes }) => ({
    inputs: [reals(w), reals(dy)],
    attributes: { ...attributes, inputSize: x.slice(2) },
  })),
  ConvWeightGradient: each(({ x, dy, attributes }) => ({ inputs: [reals(x), reals(dy)], attributes })),
};

function windowAttributes(
  attributes: Shapes["attributes"],
): Record<"kernelShape" | "strides" | "pads" | "dilations", readonly number[]> {
  return attributes as ReturnType<typeof windowAttributes>;
}
