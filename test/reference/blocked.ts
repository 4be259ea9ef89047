/** @file Reference kernels: convolution on channel-blocked tensors, by way of the plain layout. */
import { type BlockedOp, numberOf, windowOf } from "../../src/graph/index.ts";
import { sizeOf } from "../../src/tensor/index.ts";
import { convolution } from "./convolution.ts";
import { at, type Inputs, indicesOf, type Kernels, type PlainTensor, plain, read } from "./plain-tensor.ts";

/** The elements in the order of `perm` over axes split as `split`; the shape stays as it is. */
function reorder({ dtype, shape, data }: PlainTensor, split: readonly number[], perm: readonly number[]): PlainTensor {
  const source = plain(dtype, split, data);
  const result = plain(dtype, shape);
  let position = 0;
  for (const place of indicesOf(perm.map((axis) => at(split, axis)))) {
    const index: number[] = [];
    perm.forEach((axis, i) => {
      index[axis] = at(place, i);
    });
    result.data[position++] = read(source, index);
  }
  return result;
}

function toBlocked(x: PlainTensor, block: number): PlainTensor {
  const [n, c, ...size] = x.shape as [number, number, ...number[]];
  return reorder(x, [n, c / block, block, sizeOf(size)], [0, 1, 3, 2]);
}

function toPlainOrder(x: PlainTensor, block: number): PlainTensor {
  const [n, c, ...size] = x.shape as [number, number, ...number[]];
  return reorder(x, [n, c / block, sizeOf(size), block], [0, 1, 3, 2]);
}

/** Undoes the order of blocked weights, by what kind of convolution it is. */
function plainWeights(w: PlainTensor, block: number, channels: number, group: number): PlainTensor {
  const [outputs, , rows, columns] = w.shape as [number, number, number, number];
  const taps = rows * columns;
  if (group > 1) return reorder(w, [outputs / block, taps, block], [0, 2, 1]);
  if (channels < block) return reorder(w, [outputs / block, channels, taps, block], [0, 3, 1, 2]);
  return reorder(w, [outputs / block, channels / block, taps, block, block], [0, 4, 1, 3, 2]);
}

export const blocked: Kernels<BlockedOp> = {
  ReorderInput: ([x], attributes) => [toBlocked(x, numberOf(attributes, "block"))],
  ReorderOutput: ([x], attributes) => [toPlainOrder(x, numberOf(attributes, "block"))],
  BlockedConv: ([x, w], attributes, outputs) => {
    const block = numberOf(attributes, "block");
    const { group } = windowOf(attributes);
    const channels = at(x.shape, 1);
    const plainX = channels < block ? x : toPlainOrder(x, block);
    const inputs = [plainX, plainWeights(w, block, channels, group)] as unknown as Inputs;
    return convolution.Conv(inputs, attributes, outputs).map((y) => toBlocked(y, block));
  },
};
