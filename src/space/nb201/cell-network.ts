/** @file Builds the network around a NAS-Bench-201 cell. */
import type { Value } from "../../graph/index.ts";
import {
  activation,
  add,
  averagePool,
  batchNorm,
  conv2d,
  globalAveragePool,
  linear,
  type NetworkBuilder,
  zerosLike,
} from "../../nn/index.ts";
import { halvingPads, reluConvBn } from "../conv-blocks.ts";
import { type Cell, liveEdges, type Operation } from "./cell.ts";

/**
 * Builds stem, three stages of `cells` cells with a strided residual block before the second and third (each
 * doubling the channels), and the classifier.
 *
 * Source: Dong, Yang 2020, "NAS-Bench-201", section 2.1 and figure 1. Differs: edges that carry nothing are left out
 * (there, a convolution of zeros still adds its normalisation's bias); sides of odd length halve upwards.
 */
export function buildCellNetwork(net: NetworkBuilder, cell: Cell, cells: number, channels: number): Value {
  let x = batchNorm(net, conv2d(net, net.input, { channels, kernel: 3 }));
  for (const stage of [0, 1, 2]) {
    if (stage > 0) x = reduce(net, x, channels * 2 ** stage);
    for (let i = 0; i < cells; i++) x = buildCell(net, cell, x);
  }
  x = activation(net, batchNorm(net, x), "relu");
  return linear(net, globalAveragePool(net, x), net.task.outputs);
}

function buildCell(net: NetworkBuilder, cell: Cell, input: Value): Value {
  const terms: Value[][] = [[input], [], [], []];
  const live = liveEdges(cell);
  for (const to of [1, 2, 3]) {
    for (const edge of live.filter((candidate) => candidate.to === to)) {
      const source = add(net, terms[edge.from] as Value[]);
      // From here on the sum stands for its terms, so that it is added up once.
      terms[edge.from] = [source];
      terms[to]?.push(applyOperation(net, edge.operation, source));
    }
  }
  const output = terms[3] as Value[];
  return output.length === 0 ? zerosLike(net, input) : add(net, output);
}

function applyOperation(net: NetworkBuilder, operation: Operation, x: Value): Value {
  const channels = x.type.shape[1] as number;
  switch (operation) {
    case "none":
      return zerosLike(net, x);
    case "skip_connect":
      return x;
    case "nor_conv_1x1":
      return reluConvBn(net, x, { channels, kernel: 1 });
    case "nor_conv_3x3":
      return reluConvBn(net, x, { channels, kernel: 3 });
    case "avg_pool_3x3":
      return averagePool(net, x, { kernel: 3, stride: 1, padding: 1 });
  }
}

/** Halves height and width and changes the channels, with a residual connection. */
function reduce(net: NetworkBuilder, x: Value, channels: number): Value {
  const main = reluConvBn(net, reluConvBn(net, x, { channels, kernel: 3, stride: 2 }), { channels, kernel: 3 });
  const pooled = net.op("AveragePool", [x], {
    kernelShape: [2, 2],
    strides: [2, 2],
    // The strided convolution halves odd sides upwards; so must the shortcut.
    pads: halvingPads(x),
    countIncludePad: 0,
  });
  return add(net, [main, conv2d(net, pooled, { channels, kernel: 1 })]);
}
