/** @file Layers as functions: each appends nodes to a network and returns the result. Images are [N, C, H, W]. */
import { InputError } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import { checkIntegers } from "./check-integers.ts";
import type { NetworkBuilder } from "./network-builder.ts";

export interface ConvOptions {
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly dilation?: number;
  /** Divides both channel counts; equal to the input channels for a depthwise convolution. */
  readonly groups?: number;
  readonly bias?: boolean;
  /** Zeros on each side; default keeps height and width at stride 1 (odd kernels). */
  readonly padding?: number;
}

/** Appends a square convolution, He-initialised. x [N,C,H,W] → [N,channels,H',W']. */
export function conv2d(net: NetworkBuilder, x: Value, options: ConvOptions): Value {
  const { channels, kernel, stride = 1, dilation = 1, groups = 1, bias = false } = options;
  const padding = options.padding ?? (dilation * (kernel - 1)) >> 1;
  checkIntegers("a convolution", 1, { channels, kernel, stride, dilation, groups });
  checkIntegers("a convolution", 0, { padding });
  const perGroup = (x.type.shape[1] as number) / groups;
  if (!Number.isInteger(perGroup) || channels % groups !== 0) {
    throw new InputError(
      `Cannot add a convolution: ${groups} groups over ${x.type.shape[1]} input and ${channels} output channels, expected a divisor of both`,
    );
  }
  const weight = net.parameter(
    [channels, perGroup, kernel, kernel],
    { kind: "he", fanIn: perGroup * kernel * kernel },
    "conv",
  );
  const inputs = [x, weight];
  if (bias) inputs.push(net.parameter([channels], { kind: "constant", value: 0 }, "bias"));
  return net.op("Conv", inputs, {
    kernelShape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    dilations: [dilation, dilation],
    group: groups,
  });
}

/** Appends batch normalisation over all axes but the channels (Ioffe, Szegedy 2015), eps 1e-5. x [N,C,...]. */
export function batchNorm(net: NetworkBuilder, x: Value): Value {
  const channels = x.type.shape[1] as number;
  const scale = net.parameter([channels], { kind: "constant", value: 1 }, "gamma");
  const bias = net.parameter([channels], { kind: "constant", value: 0 }, "beta");
  return net.normalize(x, scale, bias, 1e-5);
}

/** Appends y = x W (+ b); W [inputs, outputs]. x [..., inputs] → [..., outputs]. */
export function linear(
  net: NetworkBuilder,
  x: Value,
  outputs: number,
  options: { readonly bias?: boolean } = {},
): Value {
  checkIntegers("a linear layer", 1, { outputs });
  const inputs = x.type.shape.at(-1) as number;
  const weight = net.parameter([inputs, outputs], { kind: "lecun", fanIn: inputs }, "linear");
  const bias = (options.bias ?? true) ? net.parameter([outputs], { kind: "constant", value: 0 }, "bias") : undefined;
  if (x.type.shape.length === 2) return net.op("Gemm", bias ? [x, weight, bias] : [x, weight]);
  const product = net.op("MatMul", [x, weight]);
  return bias ? net.op("Add", [product, bias]) : product;
}

export type Activation = "relu" | "gelu" | "silu" | "tanh" | "sigmoid" | "hardswish" | "leakyrelu" | "elu";

/** Appends an activation function; gelu is the exact one (by erf). */
export function activation(net: NetworkBuilder, x: Value, kind: Activation): Value {
  switch (kind) {
    case "relu":
      return net.op("Relu", [x]);
    case "tanh":
      return net.op("Tanh", [x]);
    case "sigmoid":
      return net.op("Sigmoid", [x]);
    case "hardswish":
      return net.op("HardSwish", [x]);
    case "leakyrelu":
      return net.op("LeakyRelu", [x], { alpha: 0.01 });
    case "elu":
      return net.op("Elu", [x], { alpha: 1 });
    case "silu":
      return net.op("Mul", [x, net.op("Sigmoid", [x])]);
    case "gelu": {
      const erf = net.op("Erf", [net.op("Mul", [x, net.scalar(Math.SQRT1_2)])]);
      return net.op("Mul", [net.op("Mul", [x, net.scalar(0.5)]), net.op("Add", [erf, net.scalar(1)])]);
    }
  }
}

export interface PoolOptions {
  readonly kernel: number;
  /** Default: the kernel. */
  readonly stride?: number;
  readonly padding?: number;
}

function poolAttributes({ kernel, stride = kernel, padding = 0 }: PoolOptions): Record<string, readonly number[]> {
  checkIntegers("pooling", 1, { kernel, stride });
  checkIntegers("pooling", 0, { padding });
  if (padding >= kernel)
    throw new InputError(`Cannot add pooling: padding is ${padding}, expected less than the kernel ${kernel}`);
  return { kernelShape: [kernel, kernel], strides: [stride, stride], pads: [padding, padding, padding, padding] };
}

/** Appends max pooling. */
export function maxPool(net: NetworkBuilder, x: Value, options: PoolOptions): Value {
  return net.op("MaxPool", [x], poolAttributes(options));
}

/** Appends average pooling; padding does not count. */
export function averagePool(net: NetworkBuilder, x: Value, options: PoolOptions): Value {
  return net.op("AveragePool", [x], { ...poolAttributes(options), countIncludePad: 0 });
}

/** Averages over height and width. x [N,C,H,W] → [N,C]. */
export function globalAveragePool(net: NetworkBuilder, x: Value): Value {
  return flatten(net, net.op("GlobalAveragePool", [x]));
}

/** Keeps the batch axis and joins the others. x [N,...] → [N,F]. */
export function flatten(net: NetworkBuilder, x: Value): Value {
  return x.type.shape.length === 2 ? x : net.op("Reshape", [x], { shape: [0, -1] });
}

/** Adds values of equal shape. */
export function add(net: NetworkBuilder, values: readonly Value[]): Value {
  return values.length === 1 ? (values[0] as Value) : net.op("Sum", values);
}

/** Joins values along an axis. */
export function concat(net: NetworkBuilder, values: readonly Value[], axis: number): Value {
  return net.op("Concat", values, { axis });
}

/** Returns x * 0, for edges that carry nothing. */
export function zerosLike(net: NetworkBuilder, x: Value): Value {
  return net.op("Mul", [x, net.scalar(0)]);
}
