/** @file Builds the network of a DARTS genotype. */
import type { Value } from "../../graph/index.ts";
import {
  add,
  averagePool,
  batchNorm,
  concat,
  conv2d,
  globalAveragePool,
  linear,
  maxPool,
  type NetworkBuilder,
} from "../../nn/index.ts";
import { factorizedReduce, reluConvBn } from "../conv-blocks.ts";
import { type DartsCell, type DartsOperation, type Genotype, innerNodes } from "./genotype.ts";

/** Channels of the stem for each channel of the first cells. */
const stemFactor = 3;

/**
 * Builds stem, `cells` cells, of which those at one and two thirds halve the image and double the channels, and the
 * classifier.
 *
 * Source: Liu, Simonyan, Yang 2019, "DARTS: Differentiable Architecture Search", its code for CIFAR. Differs: no drop
 * path and no auxiliary head; sides of odd length halve upwards.
 */
export function buildGenotype(net: NetworkBuilder, genotype: Genotype, cells: number, channels: number): Value {
  const stem = batchNorm(net, conv2d(net, net.input, { channels: stemFactor * channels, kernel: 3 }));
  let [before, last] = [stem, stem];
  let width = channels;
  let hasReduced = false;
  for (let i = 0; i < cells; i++) {
    const reduces = i === Math.floor(cells / 3) || i === Math.floor((2 * cells) / 3);
    if (reduces) width *= 2;
    const first = hasReduced
      ? factorizedReduce(net, before, width, 2)
      : reluConvBn(net, before, { channels: width, kernel: 1 });
    const second = reluConvBn(net, last, { channels: width, kernel: 1 });
    const cell = reduces ? genotype.reduce : genotype.normal;
    [before, last] = [last, appendCell(net, cell, [first, second], reduces)];
    hasReduced = reduces;
  }
  return linear(net, globalAveragePool(net, last), net.task.outputs);
}

function appendCell(net: NetworkBuilder, cell: DartsCell, inputs: readonly Value[], reduces: boolean): Value {
  const values = [...inputs];
  for (const edges of cell) {
    const terms = edges.map(({ operation, from }) =>
      applyOperation(net, operation, values[from] as Value, reduces && from < 2 ? 2 : 1),
    );
    values.push(add(net, terms));
  }
  return concat(
    net,
    innerNodes.map((node) => values[node] as Value),
    1,
  );
}

function applyOperation(net: NetworkBuilder, operation: DartsOperation, x: Value, stride: number): Value {
  const channels = x.type.shape[1] as number;
  const pool = { kernel: 3, stride, padding: 1 };
  switch (operation) {
    case "max_pool_3x3":
      return maxPool(net, x, pool);
    case "avg_pool_3x3":
      return averagePool(net, x, pool);
    case "skip_connect":
      return stride === 1 ? x : factorizedReduce(net, x, channels, 2);
    case "sep_conv_3x3":
      return separable(net, separable(net, x, { kernel: 3, stride }), { kernel: 3 });
    case "sep_conv_5x5":
      return separable(net, separable(net, x, { kernel: 5, stride }), { kernel: 5 });
    case "dil_conv_3x3":
      return separable(net, x, { kernel: 3, stride, dilation: 2 });
    case "dil_conv_5x5":
      return separable(net, x, { kernel: 5, stride, dilation: 2 });
  }
}

/** ReLU, depthwise convolution, pointwise convolution, batch normalisation. */
function separable(
  net: NetworkBuilder,
  x: Value,
  options: { readonly kernel: number; readonly stride?: number; readonly dilation?: number },
): Value {
  const channels = x.type.shape[1] as number;
  const spread = conv2d(net, net.op("Relu", [x]), { ...options, channels, groups: channels });
  return batchNorm(net, conv2d(net, spread, { channels, kernel: 1 }));
}
