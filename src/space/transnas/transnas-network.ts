/** @file The network around the modules of both TransNAS-Bench-101 spaces. */
import type { Value } from "../../graph/index.ts";
import { add, batchNorm, conv2d, globalAveragePool, linear, type NetworkBuilder } from "../../nn/index.ts";
import { halvingPads, reluConvBn } from "../conv-blocks.ts";

/** What a module does, by its digit: 1 neither, 2 doubles the channels, 3 halves the image, 4 both. */
export const moduleDigits = ["1", "2", "3", "4"] as const;
export type ModuleDigit = (typeof moduleDigits)[number];

export function doublesChannels(digit: ModuleDigit): boolean {
  return digit === "2" || digit === "4";
}

export function halvesImage(digit: ModuleDigit): boolean {
  return digit === "3" || digit === "4";
}

/** Appends one cell or block: x [N,C,H,W] → [N,channels,H/stride,W/stride]. */
export type AppendBlock = (net: NetworkBuilder, x: Value, channels: number, stride: number) => Value;

/** Images below this side keep their size in the stem, which else quarters it: those of the benchmark have 256. */
const leastSide = 64;

/**
 * Builds stem, modules of `blocks` blocks each, the first of which halves and widens, and the classifier.
 *
 * Source: Duan et al. 2021, "TransNAS-Bench-101", section 3 and its code. Differs: the stem does not halve small images.
 */
export function buildModules(
  net: NetworkBuilder,
  modules: readonly ModuleDigit[],
  settings: { readonly channels: number; readonly blocks: number },
  append: AppendBlock,
): Value {
  const [, height, width] = net.task.inputShape as readonly [number, number, number];
  const stride = Math.min(height, width) >= leastSide ? 2 : 1;
  let { channels } = settings;
  const half = batchNorm(net, conv2d(net, net.input, { channels: channels >> 1, kernel: 3, stride }));
  let x = reluConvBn(net, half, { channels, kernel: 3, stride });
  for (const digit of modules) {
    if (doublesChannels(digit)) channels *= 2;
    for (let i = 0; i < settings.blocks; i++) x = append(net, x, channels, i === 0 && halvesImage(digit) ? 2 : 1);
  }
  return linear(net, globalAveragePool(net, x), net.task.outputs);
}

/** Two 3x3 convolutions with a shortcut, which is projected where the shape changes. */
export function residualBlock(net: NetworkBuilder, x: Value, channels: number, stride: number): Value {
  const first = reluConvBn(net, x, { channels, kernel: 3, stride });
  const main = reluConvBn(net, first, { channels, kernel: 3 });
  const keepsShape = stride === 1 && x.type.shape[1] === channels;
  const shortcut = keepsShape ? x : batchNorm(net, conv2d(net, x, { channels, kernel: 1, stride }));
  return add(net, [main, shortcut]);
}

/** A value of zeros in the shape of a block's output, which has no more than twice the channels. */
export function blockOfZeros(net: NetworkBuilder, x: Value, channels: number, stride: number): Value {
  const pool = { kernelShape: [2, 2], strides: [2, 2], pads: halvingPads(x) };
  const small = stride === 1 ? x : net.op("MaxPool", [x], pool);
  const wide = channels === x.type.shape[1] ? small : net.op("Concat", [small, small], { axis: 1 });
  return net.op("Mul", [wide, net.scalar(0)]);
}
