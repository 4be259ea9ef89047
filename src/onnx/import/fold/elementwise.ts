/** @file Element-wise operators on known tensors, as the runtime computes them. */
import { broadcastShapes, type Shape, sizeOf } from "../../../tensor/index.ts";
import { isSmall, type Known, type KnownDtype, known } from "../known.ts";

type Pair<R> = readonly [ofNumbers: (a: number, b: number) => R, ofIntegers: (a: bigint, b: bigint) => R | bigint];

const arithmetic: Readonly<Record<string, Pair<number | undefined>>> = {
  Add: [(a, b) => a + b, (a, b) => a + b],
  Sub: [(a, b) => a - b, (a, b) => a - b],
  Mul: [(a, b) => a * b, (a, b) => a * b],
  Div: [(a, b) => a / b, (a, b) => (b === 0n ? undefined : a / b)],
  Max: [Math.max, (a, b) => (a > b ? a : b)],
  Min: [Math.min, (a, b) => (a < b ? a : b)],
  Pow: [(a, b) => a ** b, (a, b) => (b < 0n || b > 64n ? undefined : a ** b)],
};

const comparisons: Readonly<Record<string, Pair<boolean>>> = {
  Equal: [(a, b) => a === b, (a, b) => a === b],
  Greater: [(a, b) => a > b, (a, b) => a > b],
  GreaterOrEqual: [(a, b) => a >= b, (a, b) => a >= b],
  Less: [(a, b) => a < b, (a, b) => a < b],
  LessOrEqual: [(a, b) => a <= b, (a, b) => a <= b],
};

const logic: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  And: (a, b) => a !== 0 && b !== 0,
  Or: (a, b) => a !== 0 || b !== 0,
  Xor: (a, b) => (a !== 0) !== (b !== 0),
};

const unary: Readonly<Record<string, (x: number) => number>> = {
  Neg: (x) => -x,
  Abs: Math.abs,
  Sign: Math.sign,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Round: roundToEven,
  Sqrt: Math.sqrt,
  Exp: Math.exp,
  Log: Math.log,
  Reciprocal: (x) => 1 / x,
  Sin: Math.sin,
  Cos: Math.cos,
};

/** A unary operator on a known tensor; undefined where there is no such. int64 goes by numbers while those are exact. */
export function foldUnary(op: string, x: Known): Known | undefined {
  if (op === "Not")
    return known(
      "bool",
      x.shape,
      Array.from(x.data as ArrayLike<number>, (value) => 1 - value),
    );
  const compute = Object.hasOwn(unary, op) ? unary[op] : undefined;
  if (!compute) return undefined;
  const numbers = Array.from(x.data as ArrayLike<number | bigint>, Number);
  if (x.dtype === "int64" && !numbers.every(Number.isSafeInteger)) return undefined;
  return known(x.dtype, x.shape, numbers.map(compute));
}

/** A binary operator on known tensors of one element type; undefined where it has no result or is another operator. */
export function foldBinary(op: string, a: Known, b: Known): Known | undefined {
  if (a.dtype !== b.dtype) return undefined;
  if (Object.hasOwn(logic, op)) {
    const compute = logic[op] as (a: number, b: number) => boolean;
    return broadcast("bool", a, b, (x, y) => Number(compute(x as number, y as number)));
  }
  if (Object.hasOwn(comparisons, op)) {
    const [ofNumbers, ofIntegers] = comparisons[op] as Pair<boolean>;
    return broadcast("bool", a, b, (x, y) =>
      Number(typeof x === "bigint" ? ofIntegers(x, y as bigint) : ofNumbers(x, y as number)),
    );
  }
  const pair = Object.hasOwn(arithmetic, op) ? arithmetic[op] : undefined;
  if (!pair) return undefined;
  const isWhole = !a.dtype.startsWith("float");
  return broadcast(a.dtype, a, b, (x, y) => {
    if (typeof x === "bigint") return pair[1](x, y as bigint);
    if (op !== "Div" || !isWhole) return pair[0](x, y as number);
    return y === 0 ? undefined : Math.trunc(x / (y as number));
  });
}

/** Elements of `a` where the condition holds, of `b` elsewhere. */
export function foldWhere(condition: Known, a: Known, b: Known): Known | undefined {
  if (a.dtype !== b.dtype) return undefined;
  const shape = [a, b].reduce<Shape | undefined>(
    (sum, { shape }) => sum && broadcastShapes(sum, shape),
    condition.shape,
  );
  if (!shape || !isSmall(shape)) return undefined;
  const [c, x, y] = [condition, a, b].map((value) => readerOf(value, shape)) as [Reader, Reader, Reader];
  return known(
    a.dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => (c(i) ? x(i) : y(i))),
  );
}

/** Converts as a cast does: floats are cut towards zero. */
export function foldCast(x: Known, to: KnownDtype): Known {
  const isWhole = !to.startsWith("float") && to !== "bool";
  const elements = Array.from(x.data as ArrayLike<number | bigint>, (value) =>
    typeof value === "number" && isWhole ? Math.trunc(value) : value,
  );
  return known(to, x.shape, elements);
}

export type Reader = (index: number) => number | bigint;

/** Reads a tensor as if it had the shape it is broadcast to, by the flat index there. */
export function readerOf({ shape, data }: Known, to: Shape): Reader {
  const lead = to.length - shape.length;
  const steps = to.map((_, i) => (i < lead || shape[i - lead] === 1 ? 0 : sizeOf(shape.slice(i - lead + 1))));
  return (index) => {
    let rest = index;
    let place = 0;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const size = to[axis] as number;
      place += (rest % size) * (steps[axis] as number);
      rest = Math.floor(rest / size);
    }
    return data[place] as number | bigint;
  };
}

function broadcast(
  dtype: KnownDtype,
  a: Known,
  b: Known,
  compute: (a: number | bigint, b: number | bigint) => number | bigint | undefined,
): Known | undefined {
  const shape = broadcastShapes(a.shape, b.shape);
  if (!shape || !isSmall(shape)) return undefined;
  const [x, y] = [readerOf(a, shape), readerOf(b, shape)];
  const elements = Array.from({ length: sizeOf(shape) }, (_, i) => compute(x(i), y(i)));
  return elements.includes(undefined) ? undefined : known(dtype, shape, elements as number[]);
}

function roundToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
