/** @file Reference kernels: pooling, its adjoints and nearest-neighbour resizing. */

import type { PoolingOp } from "../../src/graph/index.ts";
import { type Attributes, intsOf, numberOf } from "../../src/graph/index.ts";
import type { Shape } from "../../src/tensor/index.ts";
import { add, at, build, indicesOf, type Kernels, offsetOf, type PlainTensor, plain, read } from "./plain-tensor.ts";
import { tapsAt } from "./window.ts";

/** Place of the first greatest element of the window at y. */
function greatest(x: PlainTensor, y: readonly number[], attributes: Attributes): number[] {
  const places = insidePlaces(y, x.shape, attributes);
  return places.reduce((best, place) => (read(x, place) > read(x, best) ? place : best));
}

function insidePlaces(y: readonly number[], xShape: Shape, attributes: Attributes): number[][] {
  return tapsAt(y.slice(2), xShape, attributes)
    .filter(({ inside }) => inside)
    .map(({ image }) => [...y.slice(0, 2), ...image]);
}

/** Number of elements the mean of a window divides by. */
function divisor(y: readonly number[], xShape: Shape, attributes: Attributes): number {
  if (!numberOf(attributes, "countIncludePad", 0)) return insidePlaces(y, xShape, attributes).length;
  return intsOf(attributes, "kernelShape").reduce((a, b) => a * b, 1);
}

export const pooling: Kernels<PoolingOp> = {
  MaxPool: ([x], attributes, [type]) => {
    const place = build(type, (y) => offsetOf(x.shape, greatest(x, y, attributes)));
    return [build(type, (y) => at(x.data, read(place, y))), { ...place, dtype: "int64" }];
  },
  AveragePool: ([x], attributes, [type]) => [
    build(type, (y) => {
      const sum = insidePlaces(y, x.shape, attributes).reduce((total, place) => total + read(x, place), 0);
      return sum / divisor(y, x.shape, attributes);
    }),
  ],
  GlobalAveragePool: ([x], _, [type]) => {
    const y = plain(type.dtype, type.shape);
    const area = at(x.shape, 2) * at(x.shape, 3);
    for (const index of indicesOf(x.shape)) add(y, [...index.slice(0, 2), 0, 0], read(x, index) / area);
    return [y];
  },
  // The first of equal maxima takes the gradient.
  MaxPoolGradient: ([x, y, dy], attributes, [type]) => {
    const dx = plain(type.dtype, type.shape);
    for (const index of indicesOf(y.shape)) add(dx, greatest(x, index, attributes), read(dy, index));
    return [dx];
  },
  AveragePoolGradient: ([dy], attributes, [type]) => {
    const dx = plain(type.dtype, type.shape);
    const { inputSize: _, ...window } = attributes;
    for (const y of indicesOf(dy.shape)) {
      const share = read(dy, y) / divisor(y, dx.shape, window);
      for (const place of insidePlaces(y, dx.shape, window)) add(dx, place, share);
    }
    return [dx];
  },
  Resize: ([x], attributes, [type]) => {
    const scales = [1, 1, ...intsOf(attributes, "scales")];
    return [
      build(type, (y) =>
        read(
          x,
          y.map((i, axis) => Math.floor(i / at(scales, axis))),
        ),
      ),
    ];
  },
};
