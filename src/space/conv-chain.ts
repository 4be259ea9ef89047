/** @file Chains of convolutions, for images. */
import { checkIncreasing, checkInteger, InputError, mergeSettings, SpaceError } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import {
  activation,
  add,
  averagePool,
  batchNorm,
  conv2d,
  dropout,
  flatten,
  globalAveragePool,
  linear,
  maxPool,
  type NetworkBuilder,
} from "../nn/index.ts";
import { choice, flag, list, ordered } from "./declare/index.ts";
import { defineSpace } from "./define-space.ts";
import type { LabelledDag, SearchSpace } from "./space.ts";

export interface ConvChainOptions {
  /** Most layers after the stem. Default 4. */
  readonly maxDepth?: number;
  /** Channels a layer may have, increasing. Default 8, 16, 32, 64. */
  readonly widths?: readonly number[];
  /** Sides of a convolution window, odd and increasing. Default 3, 5. */
  readonly kernels?: readonly number[];
  /** Most poolings; each halves height and width. Default 3, which images of 8x8 and more allow. */
  readonly poolings?: number;
}

/** One layer: convolution, batch normalisation, the shortcut where residual, ReLU, pooling. */
export type ConvLayer = {
  readonly op: "conv" | "separable" | "pointwise";
  /** Absent for a pointwise (1x1) convolution. */
  readonly kernel?: number;
  readonly width: number;
  readonly residual: boolean;
  readonly pool: "none" | "max" | "average";
};

export type ConvChainArchitecture = {
  /** Channels of the first 3x3 convolution. */
  readonly stem: number;
  readonly layers: readonly ConvLayer[];
  /** How the last image becomes features: averaged over its pixels, or all of it. */
  readonly head: "average" | "flatten";
  /** Rate before the classifier. */
  readonly dropout: number;
};

const defaults = {
  maxDepth: 4,
  widths: [8, 16, 32, 64] as readonly number[],
  kernels: [3, 5] as readonly number[],
  poolings: 3,
};

const poolKinds = ["none", "max", "average"] as const;
const heads = ["average", "flatten"] as const;
const dropouts = [0, 0.1, 0.3] as const;

/**
 * Creates a space of convolution chains: the stem's width, then for each of up to `maxDepth` layers the kind of
 * convolution, its window, width, shortcut and pooling, then the head. Takes images; on sides of 16 pixels and more
 * the stem has stride 2, so that a search stays quick.
 *
 * @throws {InputError} if an option is wrong.
 */
export function convChain(options: ConvChainOptions = {}): SearchSpace<ConvChainArchitecture> {
  const settings = mergeSettings("conv-chain", defaults, options);
  const { maxDepth, widths, kernels, poolings } = settings;
  checkInteger("conv-chain", "maxDepth", maxDepth, 1);
  checkInteger("conv-chain", "poolings", poolings, 0);
  checkIncreasing("conv-chain", "widths", widths, 1);
  checkIncreasing("conv-chain", "kernels", kernels, 2);
  if (kernels.some((kernel) => kernel % 2 === 0)) {
    throw new InputError(`Cannot set up conv-chain: kernels are [${kernels.join(", ")}], expected odd numbers`);
  }
  const name = `conv-chain(maxDepth=${maxDepth},widths=${widths.join("/")},kernels=${kernels.join("/")},poolings=${poolings})`;
  return defineSpace({
    name,
    input: "image",
    decisions: {
      stem: ordered(widths),
      layers: list({
        min: 1,
        max: maxDepth,
        of: {
          op: choice(["conv", "separable", "pointwise"]),
          kernel: ordered(kernels),
          width: ordered(widths),
          residual: flag(),
          pool: choice(poolKinds),
        },
        when: { kernel: (layer) => layer.op !== "pointwise" },
      }),
      head: choice(heads),
      dropout: ordered(dropouts),
    },
    forbid: [
      {
        why: `it has more than ${poolings} poolings`,
        test: (arch) => arch.layers.filter((layer) => layer.pool !== "none").length > poolings,
      },
    ],
    size: countChains(maxDepth, poolings, widths.length, (2 * kernels.length + 1) * widths.length * 2),
    build: (arch, net) => buildChain(name, arch, net, poolings),
    toDag: chainDag,
  });
}

/** Counts the chains with at most `poolings` poolings, given the number of stems and of layers without pooling. */
function countChains(maxDepth: number, poolings: number, stems: number, layers: number): bigint {
  // chains[k]: chains of the current depth with k poolings.
  let chains = [1n, ...new Array<bigint>(poolings).fill(0n)];
  let total = 0n;
  for (let depth = 1; depth <= maxDepth; depth++) {
    const pooled = BigInt(poolKinds.length - 1);
    chains = chains.map((count, k) => BigInt(layers) * (count + pooled * (chains[k - 1] ?? 0n)));
    total += chains.reduce((sum, count) => sum + count, 0n);
  }
  return total * BigInt(stems * heads.length * dropouts.length);
}

function buildChain(name: string, arch: ConvChainArchitecture, net: NetworkBuilder, poolings: number): Value {
  const [, height, width] = net.task.inputShape as readonly [number, number, number];
  const stride = Math.min(height, width) >= 16 ? 2 : 1;
  // The limit is that of the whole space, so that whether a task fits does not depend on the architecture.
  if (Math.min(height, width) / stride < 2 ** poolings) {
    throw new SpaceError(
      `Cannot build a network of ${name}: images are ${height}x${width}, ` +
        `expected at least ${2 ** poolings}x${2 ** poolings} for ${poolings} poolings; set poolings lower`,
    );
  }
  const stem = conv2d(net, net.input, { channels: arch.stem, kernel: 3, stride });
  let x = activation(net, batchNorm(net, stem), "relu");
  for (const layer of arch.layers) x = buildLayer(net, x, layer);
  const features = arch.head === "average" ? globalAveragePool(net, x) : flatten(net, x);
  return linear(net, dropout(net, features, arch.dropout), net.task.outputs);
}

function buildLayer(net: NetworkBuilder, x: Value, layer: ConvLayer): Value {
  const channels = layer.width;
  const before = x.type.shape[1] as number;
  const kernel = layer.kernel ?? 1;
  const spread = layer.op === "separable" ? conv2d(net, x, { channels: before, kernel, groups: before }) : x;
  let y = batchNorm(net, conv2d(net, spread, { channels, kernel: layer.op === "conv" ? kernel : 1 }));
  if (layer.residual) y = add(net, [y, before === channels ? x : conv2d(net, x, { channels, kernel: 1 })]);
  y = activation(net, y, "relu");
  if (layer.pool === "none") return y;
  return layer.pool === "max" ? maxPool(net, y, { kernel: 2 }) : averagePool(net, y, { kernel: 2 });
}

/** Input, stem, the layers with their sums and poolings, head and output. */
function chainDag(arch: ConvChainArchitecture): LabelledDag {
  const labels = ["input", `stem ${arch.stem}`];
  const edges: [number, number][] = [[0, 1]];
  const append = (label: string, from = labels.length - 1): void => {
    edges.push([from, labels.push(label) - 1]);
  };
  for (const layer of arch.layers) {
    const source = labels.length - 1;
    append(`${layer.op}${layer.kernel === undefined ? "" : ` ${layer.kernel}x${layer.kernel}`} ${layer.width}`);
    if (layer.residual) {
      append("add");
      edges.push([source, labels.length - 1]);
    }
    if (layer.pool !== "none") append(`${layer.pool} pool`);
  }
  append(arch.dropout === 0 ? arch.head : `${arch.head}, dropout ${arch.dropout}`);
  append("output");
  return { labels, edges };
}
