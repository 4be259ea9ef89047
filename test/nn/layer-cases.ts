/** @file Every layer at a small shape, with what it must give: tests of all layers walk this list. */
import type { Value } from "../../src/graph/index.ts";
import {
  batchNorm,
  channelShuffle,
  conv1d,
  convTranspose2d,
  dropPath,
  embedding,
  groupNorm,
  gru,
  gumbelSoftmax,
  instanceNorm,
  layerNorm,
  learnedPositions,
  linear,
  lstm,
  mixedSum,
  type NetworkBuilder,
  rotaryPositions,
  selfAttention,
  sinusoidalPositions,
  squeezeExcite,
  temporalBlock,
  transformerBlock,
  upsample,
} from "../../src/nn/index.ts";

export interface LayerCase {
  /** Shape of one example. */
  readonly input: readonly number[];
  readonly layer: (net: NetworkBuilder, x: Value) => Value;
  /** Shape of the result for one example, and number of parameters. */
  readonly output: readonly number[];
  readonly parameters: number;
  /** Ids below this number are fed; reals where absent. */
  readonly vocabulary?: number;
  /** True where step t of the result depends on steps up to t alone. */
  readonly causal?: boolean;
}

const image = [4, 5, 6] as const;
const sequence = [5, 4] as const;

const imageCases: Readonly<Record<string, LayerCase>> = {
  groupNorm: { input: image, layer: (net, x) => groupNorm(net, x, 2), output: image, parameters: 8 },
  instanceNorm: { input: image, layer: instanceNorm, output: image, parameters: 8 },
  "batchNorm before groupNorm": {
    input: image,
    layer: (net, x) => groupNorm(net, batchNorm(net, x), 1),
    output: image,
    parameters: 16,
  },
  squeezeExcite: { input: image, layer: (net, x) => squeezeExcite(net, x), output: image, parameters: 5 + 8 },
  "squeezeExcite of 3": {
    input: image,
    layer: (net, x) => squeezeExcite(net, x, { hidden: 3 }),
    output: image,
    parameters: 15 + 16,
  },
  channelShuffle: { input: image, layer: (net, x) => channelShuffle(net, x, 2), output: image, parameters: 0 },
  upsample: { input: image, layer: (net, x) => upsample(net, x, 3), output: [4, 15, 18], parameters: 0 },
  "convTranspose2d, kernel 3 stride 2": {
    input: image,
    layer: (net, x) => convTranspose2d(net, x, { channels: 3, kernel: 3, stride: 2, bias: true }),
    output: [3, 10, 12],
    parameters: 4 * 3 * 9 + 3,
  },
  "convTranspose2d, kernel 4 stride 2": {
    input: image,
    layer: (net, x) => convTranspose2d(net, x, { channels: 2, kernel: 4, stride: 2 }),
    output: [2, 10, 12],
    parameters: 4 * 2 * 16,
  },
  "convTranspose2d, kernel 2 stride 3, groups": {
    input: image,
    layer: (net, x) => convTranspose2d(net, x, { channels: 6, kernel: 2, stride: 3, groups: 2 }),
    output: [6, 15, 18],
    parameters: 4 * 3 * 4,
  },
  "convTranspose2d unpadded": {
    input: image,
    layer: (net, x) => convTranspose2d(net, x, { channels: 2, kernel: 3, stride: 2, padding: 0 }),
    output: [2, 11, 13],
    parameters: 4 * 2 * 9,
  },
  dropPath: { input: image, layer: (net, x) => dropPath(net, x, 0.4), output: image, parameters: 0 },
};

const sequenceCases: Readonly<Record<string, LayerCase>> = {
  layerNorm: { input: sequence, layer: layerNorm, output: sequence, parameters: 8, causal: true },
  "layerNorm of rows": { input: [6], layer: layerNorm, output: [6], parameters: 12 },
  embedding: { input: [5], layer: (net, x) => embedding(net, x, 7, 3), output: [5, 3], parameters: 21, vocabulary: 7 },
  "embedding of many": {
    input: [4],
    layer: (net, x) => embedding(net, x, 300, 2),
    output: [4, 2],
    parameters: 600,
    vocabulary: 300,
  },
  learnedPositions: { input: sequence, layer: learnedPositions, output: sequence, parameters: 20, causal: true },
  sinusoidalPositions: { input: sequence, layer: sinusoidalPositions, output: sequence, parameters: 0, causal: true },
  rotaryPositions: { input: sequence, layer: rotaryPositions, output: sequence, parameters: 0, causal: true },
  selfAttention: {
    input: sequence,
    layer: (net, x) => selfAttention(net, x, { heads: 2 }),
    output: sequence,
    parameters: 4 * 16 + 16,
  },
  "selfAttention, relative bias": {
    input: sequence,
    layer: (net, x) => selfAttention(net, x, { heads: 2, relativeBias: true }),
    output: sequence,
    parameters: 4 * 16 + 16 + 2 * 9,
  },
  "selfAttention, causal, rotary, relative bias": {
    input: sequence,
    layer: (net, x) => selfAttention(net, x, { heads: 2, causal: true, rotary: true, relativeBias: true }),
    output: sequence,
    parameters: 4 * 16 + 16 + 2 * 9,
    causal: true,
  },
  "transformerBlock, causal": {
    input: sequence,
    layer: (net, x) => transformerBlock(net, x, { heads: 2, causal: true, hidden: 3 }),
    output: sequence,
    parameters: 16 + 80 + (4 * 3 + 3) + (3 * 4 + 4),
    causal: true,
  },
  "transformerBlock, dropout and drop path": {
    input: sequence,
    layer: (net, x) => transformerBlock(net, x, { heads: 1, activation: "silu", dropout: 0.3, dropPath: 0.3 }),
    output: sequence,
    parameters: 16 + 80 + (4 * 16 + 16) + (16 * 4 + 4),
  },
  lstm: {
    input: sequence,
    layer: (net, x) => lstm(net, x, { hidden: 3 }),
    output: [5, 3],
    parameters: 12 * (4 + 1 + 3),
    causal: true,
  },
  "lstm, last of two layers": {
    input: sequence,
    layer: (net, x) => lstm(net, lstm(net, x, { hidden: 3 }), { hidden: 2, output: "last" }),
    output: [2],
    parameters: 12 * (4 + 1 + 3) + 8 * (3 + 1 + 2),
  },
  gru: {
    input: sequence,
    layer: (net, x) => gru(net, x, { hidden: 3 }),
    output: [5, 3],
    parameters: 9 * (4 + 1 + 3) + 3,
    causal: true,
  },
  "gru of one step": {
    input: [1, 4],
    layer: (net, x) => gru(net, x, { hidden: 2, output: "last" }),
    output: [2],
    parameters: 6 * (4 + 1 + 2) + 2,
  },
  "conv1d, dilated": {
    input: [7, 3],
    layer: (net, x) => conv1d(net, x, { channels: 2, kernel: 2, dilation: 3 }),
    output: [7, 2],
    parameters: 2 * 3 * 2 + 2,
    causal: true,
  },
  "conv1d, centred": {
    input: [7, 3],
    layer: (net, x) => conv1d(net, x, { channels: 2, kernel: 3, dilation: 2, causal: false }),
    output: [7, 2],
    parameters: 2 * 3 * 3 + 2,
  },
  temporalBlock: {
    input: [7, 3],
    layer: (net, x) => temporalBlock(net, x, { channels: 4, kernel: 3, dilation: 2 }),
    output: [7, 4],
    parameters: 4 * 3 * 3 + 4 + (4 * 4 * 3 + 4) + (3 * 4 + 4),
    causal: true,
  },
  "temporalBlock, equal width, dropout": {
    input: [7, 3],
    layer: (net, x) => temporalBlock(net, x, { channels: 3, kernel: 2, dropout: 0.2 }),
    output: [7, 3],
    parameters: 2 * (3 * 3 * 2 + 3),
  },
};

const relaxationCases: Readonly<Record<string, LayerCase>> = {
  gumbelSoftmax: {
    input: [4],
    layer: (net, x) => gumbelSoftmax(net, x, { temperature: 0.7 }),
    output: [4],
    parameters: 0,
  },
  mixedSum: {
    input: [4],
    layer: (net, x) => mixedSum(net, [x, linear(net, x, 4)], net.parameter([2], { kind: "constant", value: 0.5 })),
    output: [4],
    parameters: 20 + 2,
  },
};

export const layerCases: Readonly<Record<string, LayerCase>> = { ...imageCases, ...sequenceCases, ...relaxationCases };
