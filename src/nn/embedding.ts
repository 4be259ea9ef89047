/** @file Token ids to vectors, and what tells vectors their place in a sequence. Sequences are [N, T, D]. */
import { InputError } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import { tensor } from "../tensor/index.ts";
import { checkIntegers } from "./check-integers.ts";
import type { NetworkBuilder } from "./network-builder.ts";

const small = { kind: "normal", std: 0.02 } as const;

/** Looks up a vector of size `width` for each id in [0, vocabulary). ids int64 [N,T] → [N,T,width]. */
export function embedding(net: NetworkBuilder, ids: Value, vocabulary: number, width: number): Value {
  checkIntegers("an embedding", 1, { vocabulary, width });
  return net.op("Gather", [net.parameter([vocabulary, width], small, "embedding"), ids], { axis: 0 });
}

/** Adds a trained vector for each place. x [N,T,D]. */
export function learnedPositions(net: NetworkBuilder, x: Value): Value {
  return net.op("Add", [x, net.parameter(x.type.shape.slice(-2), small, "positions")]);
}

/**
 * Adds sines and cosines of the place t: column 2i holds sin(t / 10000^(2i/D)), column 2i + 1 the cosine. x [N,T,D].
 * Source: Vaswani et al. 2017, section 3.5.
 */
export function sinusoidalPositions(net: NetworkBuilder, x: Value): Value {
  const [length, width] = x.type.shape.slice(-2) as [number, number];
  const values = Array.from({ length: length * width }, (_, k) => {
    const [t, column] = [Math.floor(k / width), k % width];
    const angle = t / 10000 ** ((column - (column % 2)) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  return net.op("Add", [x, net.constant(tensor("float32", [length, width], values))]);
}

/**
 * Turns the pair (i, i + D/2) of every vector by the angle t / 10000^(2i/D) for its place t, so that products of two
 * vectors depend on the distance of their places. x [...,T,D], D even.
 * Source: Su et al. 2021, "RoFormer", eq. 34. Differs: pairs are halves apart, as in GPT-NeoX, not neighbours.
 */
export function rotaryPositions(net: NetworkBuilder, x: Value): Value {
  const [length, width] = x.type.shape.slice(-2) as [number, number];
  const half = width / 2;
  if (!Number.isInteger(half))
    throw new InputError(`Cannot add rotary positions: vectors have ${width} elements, expected an even number`);
  const table = (entry: (angle: number, isFirst: boolean) => number): Value => {
    const values = Array.from({ length: length * width }, (_, k) => {
      const [t, column] = [Math.floor(k / width), k % width];
      return entry(t / 10000 ** ((column % half) / half), column < half);
    });
    return net.constant(tensor("float32", [length, width], values));
  };
  const [first, second] = net.node("Split", [x], { axis: -1, sizes: [half, half] }) as [Value, Value];
  const swapped = net.op("Concat", [second, first], { axis: -1 });
  const kept = net.op("Mul", [x, table(Math.cos)]);
  // The sign of the first half turns (first, second) rather than mirroring it.
  const turned = net.op("Mul", [swapped, table((angle, isFirst) => (isFirst ? -Math.sin(angle) : Math.sin(angle)))]);
  return net.op("Add", [kept, turned]);
}
