/** @file Reference kernels: two-dimensional convolution, its transpose and its adjoints. */

import type { ConvolutionOp } from "../../src/graph/index.ts";
import { type Attributes, windowOf } from "../../src/graph/index.ts";
import type { Shape, TensorType } from "../../src/tensor/index.ts";
import { add, at, indicesOf, type Kernels, type PlainTensor, plain, read } from "./plain-tensor.ts";
import { tapsAt } from "./window.ts";

type Place = readonly number[];

/** Calls `visit` for every product x[...] * w[...] that y = conv(x, w) adds up. */
function eachProduct(
  xShape: Shape,
  yShape: Shape,
  attributes: Attributes,
  visit: (x: Place, w: Place, y: Place) => void,
): void {
  const { group } = windowOf(attributes);
  const inputsPerGroup = at(xShape, 1) / group;
  const outputsPerGroup = at(yShape, 1) / group;
  for (const y of indicesOf(yShape)) {
    const [n, o, ...place] = y as [number, number, number, number];
    const first = Math.floor(o / outputsPerGroup) * inputsPerGroup;
    for (const { kernel, image, inside } of tapsAt(place, xShape, attributes)) {
      for (let c = 0; inside && c < inputsPerGroup; c++) visit([n, first + c, ...image], [o, c, ...kernel], y);
    }
  }
}

function inputGradient(w: PlainTensor, dy: PlainTensor, attributes: Attributes, type: TensorType): PlainTensor {
  const dx = plain(type.dtype, type.shape);
  eachProduct(dx.shape, dy.shape, attributes, (x, k, y) => {
    add(dx, x, read(w, k) * read(dy, y));
  });
  return dx;
}

const conv: Kernels<"Conv">["Conv"] = (inputs, attributes, [type]) => {
  const [x, w] = inputs;
  const bias = inputs.at(2);
  const y = plain(type.dtype, type.shape);
  eachProduct(x.shape, y.shape, attributes, (i, k, o) => {
    add(y, o, read(x, i) * read(w, k));
  });
  if (bias) for (const o of indicesOf(y.shape)) add(y, o, at(bias.data, at(o, 1)));
  return [y];
};

export const convolution: Kernels<ConvolutionOp> = {
  Conv: conv,
  FusedConv: (inputs, attributes, types) => {
    const [y] = conv(inputs, attributes, types) as [PlainTensor];
    const z = inputs.at(3) as PlainTensor;
    for (const place of indicesOf(y.shape)) add(y, place, read(z, place));
    return [y];
  },
  // The adjoint of a convolution whose input is this op's output.
  ConvTranspose: ([x, w], attributes, [type]) => [inputGradient(w, x, attributes, type)],
  ConvInputGradient: ([w, dy], attributes, [type]) => [inputGradient(w, dy, attributes, type)],
  ConvWeightGradient: ([x, dy], attributes, [type]) => {
    const dw = plain(type.dtype, type.shape);
    eachProduct(x.shape, dy.shape, attributes, (i, k, o) => {
      add(dw, k, read(x, i) * read(dy, o));
    });
    return [dw];
  },
};
