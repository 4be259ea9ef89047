/** @file What a case of an op is: its inputs, drawn from a seed, and its attributes. */
import { type Rng, shuffled } from "../../src/base/index.ts";
import type { Attributes, GraphBuilder, OpType, Value } from "../../src/graph/index.ts";
import { type Dtype, type Shape, sizeOf } from "../../src/tensor/index.ts";

export interface InputSpec {
  readonly dtype: Dtype;
  readonly shape: Shape;
  /** True for a constant of the graph: nothing is differentiated by it. */
  readonly constant?: boolean;
  /** Appends the input to the graph, from the operands before it, instead of drawing it. */
  readonly compute?: (graph: GraphBuilder, previous: readonly Value[]) => Value;
  draw(rng: Rng): readonly number[];
}

export interface OpCase {
  readonly inputs: readonly InputSpec[];
  readonly attributes?: Attributes;
  /** Number of outputs asked for; default: the op's own. */
  readonly outputs?: number;
  /** Outputs that reach the loss; default: all. */
  readonly used?: readonly number[];
}

/** Cases of a family of ops: total, so that a new op does not compile without a case. */
export type OpCases<K extends OpType> = { readonly [P in K]: readonly [OpCase, ...OpCase[]] };

/** Reals of [low, high), no two close to each other, so that a small step meets no tie. */
export function reals(shape: Shape, low = -2, high = 2): InputSpec {
  const size = sizeOf(shape);
  const draw = (rng: Rng): number[] =>
    shuffled([...new Array(size).keys()], rng).map(
      (rank) => low + ((high - low) * (rank + 0.25 + 0.5 * rng.next())) / size,
    );
  return { dtype: "float32", shape, draw };
}

/** Reals of either sign, not close to zero. */
export function nonZeros(shape: Shape): InputSpec {
  const { dtype, draw } = reals(shape, 0.5, 2);
  return { dtype, shape, draw: (rng) => draw(rng).map((x) => (rng.int(2) ? x : -x)) };
}

/** Integers of [low, high). */
export function integers(shape: Shape, high: number, low = 0, dtype: "int64" | "int32" = "int64"): InputSpec {
  return { dtype, shape, draw: (rng) => Array.from({ length: sizeOf(shape) }, () => low + rng.int(high - low)) };
}

export function bools(shape: Shape): InputSpec {
  return { dtype: "bool", shape, draw: (rng) => Array.from({ length: sizeOf(shape) }, () => rng.int(2)) };
}

/** Just these numbers, as an input. */
export function given(shape: Shape, values: readonly number[], dtype: Dtype = "float32"): InputSpec {
  return { dtype, shape, draw: () => values };
}

/** Just these numbers, as a constant. */
export function constant(shape: Shape, values: readonly number[], dtype: Dtype = "float32"): InputSpec {
  return { ...given(shape, values, dtype), constant: true };
}

/** The case in words, unique within its op. */
export function nameOf({ inputs, attributes = {}, outputs, used }: OpCase): string {
  const types = inputs.map(({ dtype, shape }) => `${dtype === "float32" ? "" : dtype}[${shape}]`).join(" ");
  const settings = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
  if (outputs !== undefined) settings.push(`outputs=${outputs}`);
  if (used) settings.push(`used=${used}`);
  return [types, ...settings].join(" ");
}
