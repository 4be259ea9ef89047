/** @file Multi-head self-attention over sequences [N, T, D]. */
import type { Value } from "../graph/index.ts";
import { tensor } from "../tensor/index.ts";
import { checkDivides, checkRank } from "./check-integers.ts";
import { rotaryPositions } from "./embedding.ts";
import { linear } from "./layers.ts";
import type { NetworkBuilder } from "./network-builder.ts";

export interface AttentionOptions {
  /** Divides the width D. */
  readonly heads: number;
  /** True lets a place see itself and earlier ones only. Default false. */
  readonly causal?: boolean;
  /** Turns queries and keys by their places (`rotaryPositions`); the width of a head must be even. Default false. */
  readonly rotary?: boolean;
  /** Adds a trained number for each head and distance of two places to the scores (Shaw et al. 2018; Raffel et al. 2020). Default false. */
  readonly relativeBias?: boolean;
}

/** What masked scores are lowered by: exp of it is 0 in float32, and sums stay finite. */
const MASKED = -1e9;

/**
 * Appends softmax(q kᵀ / sqrt(D / heads) + mask) v for each head, and a linear layer over all heads. x [N,T,D].
 * Source: Vaswani et al. 2017, eq. 1 and section 3.2.2; queries, keys and values come from one product.
 */
export function selfAttention(net: NetworkBuilder, x: Value, options: AttentionOptions): Value {
  checkRank("attention", x.type.shape, ["N", "T", "D"]);
  const [, length, width] = x.type.shape as readonly [number, number, number];
  const { heads } = options;
  checkDivides("attention", "heads", heads, width);
  const size = width / heads;
  const parts = net.node("Split", [linear(net, x, 3 * width)], { axis: 2, sizes: [width, width, width] });
  const [queries, keys, values] = parts.map((part) => {
    const perHead = net.op("Reshape", [part], { shape: [0, length, heads, size] });
    return net.op("Transpose", [perHead], { perm: [0, 2, 1, 3] });
  }) as [Value, Value, Value];
  const placed = (value: Value): Value => (options.rotary ? rotaryPositions(net, value) : value);
  const scaled = net.op("Mul", [placed(queries), net.scalar(1 / Math.sqrt(size))]);
  const transposed = net.op("Transpose", [placed(keys)], { perm: [0, 1, 3, 2] });
  const scores = biased(net, net.op("MatMul", [scaled, transposed]), options);
  const mixed = net.op("MatMul", [net.op("Softmax", [scores], { axis: -1 }), values]);
  const joined = net.op("Reshape", [net.op("Transpose", [mixed], { perm: [0, 2, 1, 3] })], {
    shape: [0, length, width],
  });
  return linear(net, joined, width);
}

/** Adds the bias by distance and the causal mask to scores [N,heads,T,T]. */
function biased(net: NetworkBuilder, scores: Value, { heads, causal, relativeBias }: AttentionOptions): Value {
  const length = scores.type.shape.at(-1) as number;
  const pairs = Array.from({ length: length * length }, (_, k) => [Math.floor(k / length), k % length] as const);
  let sum = scores;
  if (relativeBias) {
    const table = net.parameter([2 * length - 1, heads], { kind: "normal", std: 0.02 }, "distances");
    const distances = pairs.map(([from, to]) => from - to + length - 1);
    const picked = net.op("Gather", [table, net.constant(tensor("int64", [length, length], distances))], { axis: 0 });
    sum = net.op("Add", [sum, net.op("Transpose", [picked], { perm: [2, 0, 1] })]);
  }
  if (causal) {
    const mask = pairs.map(([from, to]) => (to > from ? MASKED : 0));
    sum = net.op("Add", [sum, net.constant(tensor("float32", [length, length], mask))]);
  }
  return sum;
}
