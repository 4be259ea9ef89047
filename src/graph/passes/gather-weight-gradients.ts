/**
 * @file Weight gradients of dense convolutions, dw[o,c,i,j] = Σ dy[n,o,r,q] · x[n,c,r·s+i·d-p,q·s+j·d-p], as products of
 * large matrices of gathered pixels.
 */
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph } from "../graph.ts";
import { pixelsOfTap } from "../lower/conv-weight-gradient.ts";
import { type Window, windowOf } from "../ops/index.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";
import { keepsSize, shiftedProducts } from "./shift-weight-gradients.ts";

type Dims = readonly [number, number, number, number];

/**
 * Replaces weight gradients of convolutions of one group: 1x1 by a product, those that keep the size of their input by
 * products of shifted rows and columns, others by a product with all pixels each tap meets.
 */
export function gatherWeightGradients(graph: Graph): Graph {
  return rewrite(mapBranches(graph, gatherWeightGradients), (node, [x, dy], builder) => {
    if (node.op !== "ConvWeightGradient" || !x || !dy) return undefined;
    const window = windowOf(node.attributes);
    if (window.group !== 1) return undefined;
    const pointwise = [...window.kernel, ...window.pads].join() === "1,1,0,0,0,0";
    if (pointwise) return [pointwiseProduct(builder, x, dy, window)];
    return [keepsSize(x, window) ? shiftedProducts(builder, x, dy, window) : gatheredProduct(builder, x, dy, window)];
  });
}

/** 1x1: one matrix product a sample, summed over the batch. */
function pointwiseProduct(graph: GraphBuilder, x: Value, dy: Value, window: Window): Value {
  const [n, o, height, width] = dy.type.shape as unknown as Dims;
  const c = x.type.shape[1] as number;
  const strided = window.strides[0] !== 1 || window.strides[1] !== 1;
  const pixels = strided ? pixelsOfTap(graph, x, window, [0, 0], [height, width]) : x;
  const flatX = graph.op("Reshape", [pixels], { shape: [n, c, height * width] });
  const flatDy = graph.op("Reshape", [dy], { shape: [n, o, height * width] });
  const products = graph.op("FusedMatMul", [flatDy, flatX], { transB: 1 });
  return graph.op("Reshape", [graph.op("ReduceSum", [products], { axes: [0], keepdims: 0 })], { shape: [o, c, 1, 1] });
}

/** All pixels a tap meets, gathered from a channels-last copy with one zero pixel for padding. */
function gatheredProduct(graph: GraphBuilder, x: Value, dy: Value, window: Window): Value {
  const [n, c, height, width] = x.type.shape as unknown as Dims;
  const [, o, outHeight, outWidth] = dy.type.shape as unknown as Dims;
  const taps = window.kernel[0] * window.kernel[1];
  const channelsLast = graph.op("Reshape", [graph.op("Transpose", [x], { perm: [0, 2, 3, 1] })], {
    shape: [n, height * width, c],
  });
  const withZero = graph.op("Pad", [channelsLast], { pads: [0, 0, 0, 0, 1, 0], value: 0 });
  const indices = graph.constant(pixelIndices(height, width, outHeight, outWidth, window));
  const pixels = graph.op("Reshape", [graph.op("Gather", [withZero, indices], { axis: 1 })], {
    shape: [n, outHeight * outWidth, taps * c],
  });
  const flatDy = graph.op("Reshape", [dy], { shape: [n, o, outHeight * outWidth] });
  const summed = graph.op("ReduceSum", [graph.op("MatMul", [flatDy, pixels])], { axes: [0], keepdims: 0 });
  const byTap = graph.op("Reshape", [summed], { shape: [o, taps, c] });
  return graph.op("Reshape", [graph.op("Transpose", [byTap], { perm: [0, 2, 1] })], {
    shape: [o, c, ...window.kernel],
  });
}

function pixelIndices(height: number, width: number, outHeight: number, outWidth: number, window: Window): Tensor {
  const [rows, columns] = window.kernel;
  const indices: number[] = [];
  for (let r = 0; r < outHeight; r++) {
    for (let q = 0; q < outWidth; q++) {
      for (let tap = 0; tap < rows * columns; tap++) {
        const y = r * window.strides[0] + Math.floor(tap / columns) * window.dilations[0] - window.pads[0];
        const z = q * window.strides[1] + (tap % columns) * window.dilations[1] - window.pads[1];
        const inside = y >= 0 && y < height && z >= 0 && z < width;
        indices.push(inside ? y * width + z : height * width);
      }
    }
  }
  return tensor("int64", [indices.length], indices);
}
