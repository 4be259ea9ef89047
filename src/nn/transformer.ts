/** @file The block transformers are stacked from. */
import type { Value } from "../graph/index.ts";
import { type AttentionOptions, selfAttention } from "./attention.ts";
import { dropout, dropPath } from "./dropout.ts";
import { type Activation, activation, add, linear } from "./layers.ts";
import type { NetworkBuilder } from "./network-builder.ts";
import { layerNorm } from "./normalization.ts";

export interface TransformerBlockOptions extends AttentionOptions {
  /** Width of the inner layer. Default 4 D. */
  readonly hidden?: number;
  /** Default "gelu". */
  readonly activation?: Activation;
  /** Rate of dropout on both branches. Default 0. */
  readonly dropout?: number;
  /** Rate of stochastic depth on both branches. Default 0. */
  readonly dropPath?: number;
}

/**
 * Appends x + attention(norm(x)), then y + mlp(norm(y)). x [N,T,D].
 * Source: Xiong et al. 2020, the "Pre-LN" transformer layer; a stack of them ends with `layerNorm`.
 */
export function transformerBlock(net: NetworkBuilder, x: Value, options: TransformerBlockOptions): Value {
  const width = x.type.shape.at(-1) as number;
  const { hidden = 4 * width, activation: kind = "gelu" } = options;
  const branch = (value: Value): Value =>
    dropPath(net, dropout(net, value, options.dropout ?? 0), options.dropPath ?? 0);
  const attended = add(net, [x, branch(selfAttention(net, layerNorm(net, x), options))]);
  const inner = activation(net, linear(net, layerNorm(net, attended), hidden), kind);
  return add(net, [attended, branch(linear(net, inner, width))]);
}
