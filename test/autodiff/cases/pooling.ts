/** @file Cases of pooling: every branch of the lowering. Ties of maxima are in max-pool-ties.test.ts. */
import { type PoolingOp, slide, type Value, windowOf } from "../../../src/graph/index.ts";
import { type InputSpec, type OpCase, type OpCases, reals } from "../op-case.ts";

type Window = Readonly<Record<string, number | readonly number[]>>;

/** Windows of both kinds of pooling with a fitting input shape. */
const windows: readonly [shape: readonly number[], window: Window][] = [
  // Tiles of the input.
  [[2, 2, 4, 4], { kernelShape: [2, 2], strides: [2, 2] }],
  [[1, 2, 6, 4], { kernelShape: [3, 2], strides: [3, 2] }],
  // Tiles with a rest.
  [[2, 2, 5, 4], { kernelShape: [2, 2], strides: [2, 2] }],
  // Size kept.
  [[2, 2, 4, 5], { kernelShape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] }],
  [[1, 2, 5, 4], { kernelShape: [5, 3], strides: [1, 1], pads: [2, 1, 2, 1] }],
  [[1, 2, 3, 3], { kernelShape: [1, 1] }],
  // Overlapping, with stride, padding on some sides.
  [[2, 2, 7, 6], { kernelShape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }],
  [[2, 1, 6, 6], { kernelShape: [3, 3], strides: [2, 2] }],
  [[2, 1, 5, 5], { kernelShape: [2, 2] }],
  [[1, 2, 5, 6], { kernelShape: [3, 3], strides: [2, 1], pads: [0, 1, 2, 0] }],
  [[1, 2, 7, 7], { kernelShape: [2, 2], strides: [3, 3] }],
  [[1, 2, 4, 4], { kernelShape: [2, 2], strides: [2, 2], pads: [1, 1, 1, 1] }],
];

const dilated: readonly [shape: readonly number[], window: Window][] = [
  [[1, 2, 6, 5], { kernelShape: [2, 2], dilations: [2, 2] }],
  [[1, 2, 4, 4], { kernelShape: [2, 2], strides: [2, 2], dilations: [2, 1], pads: [1, 0, 1, 0] }],
];

const paddingCounts: readonly [shape: readonly number[], window: Window][] = windows.map(([shape, window]) => [
  shape,
  { ...window, countIncludePad: 1 },
]);

function pooled(shape: readonly number[], { countIncludePad: _, ...window }: Window): number[] {
  return [...shape.slice(0, 2), ...slide(shape, windowOf(window))];
}

/** The maxima of the first operand. */
function pooledFirst(shape: readonly number[], window: Window): InputSpec {
  const compute: InputSpec["compute"] = (graph, [x]) => graph.op("MaxPool", [x as Value], window);
  return { ...reals(pooled(shape, window)), compute };
}

const nonEmpty = (cases: OpCase[]): [OpCase, ...OpCase[]] => cases as [OpCase, ...OpCase[]];

export const poolingCases: OpCases<PoolingOp> = {
  MaxPool: nonEmpty([
    ...[...windows, ...dilated].map(([shape, attributes]) => ({ inputs: [reals(shape)], attributes })),
    { inputs: [reals([2, 2, 5, 5])], attributes: { kernelShape: [3, 3] }, outputs: 2, used: [0] },
  ]),
  AveragePool: nonEmpty(
    [...windows, ...paddingCounts].map(([shape, attributes]) => ({ inputs: [reals(shape)], attributes })),
  ),
  GlobalAveragePool: [{ inputs: [reals([2, 3, 4, 2])] }, { inputs: [reals([1, 1, 1, 1])] }],
  MaxPoolGradient: nonEmpty(
    [...windows, ...dilated].map(([shape, attributes]) => ({
      inputs: [reals(shape), pooledFirst(shape, attributes), reals(pooled(shape, attributes))],
      attributes,
    })),
  ),
  AveragePoolGradient: nonEmpty(
    [...windows, ...paddingCounts].map(([shape, window]) => ({
      inputs: [reals(pooled(shape, window))],
      attributes: { ...window, inputSize: shape.slice(2) },
    })),
  ),
  Resize: [
    { inputs: [reals([2, 2, 3, 2])], attributes: { scales: [2, 2] } },
    { inputs: [reals([1, 2, 3, 2])], attributes: { scales: [3, 1] } },
    { inputs: [reals([1, 2, 3, 2])], attributes: { scales: [1, 1] } },
  ],
};
