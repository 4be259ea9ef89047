/** @file Moving, cutting and picking elements of known tensors. */
import { normalizeAxis, type Shape, sizeOf, stridesOf } from "../../../tensor/index.ts";
import { isSmall, type Known, known, numbersOf } from "../known.ts";
import { readerOf } from "./elementwise.ts";

/** The same elements in another shape; undefined if their number differs. */
export function reshape(x: Known, shape: Shape): Known | undefined {
  return sizeOf(shape) === sizeOf(x.shape) ? { ...x, shape: [...shape] } : undefined;
}

/** A tensor of the shape whose element at each index is that of x at another one. */
function gathered(x: Known, shape: Shape, from: (index: readonly number[]) => number): Known {
  const strides = stridesOf(shape);
  const elements = Array.from({ length: sizeOf(shape) }, (_, flat) => {
    const index = strides.map((stride, axis) => Math.floor(flat / stride) % (shape[axis] as number));
    return x.data[from(index)] as number | bigint;
  });
  return known(x.dtype, shape, elements);
}

function placeIn(shape: Shape): (index: readonly number[]) => number {
  const strides = stridesOf(shape);
  return (index) => index.reduce((sum, i, axis) => sum + i * (strides[axis] as number), 0);
}

export function transpose(x: Known, perm: readonly number[]): Known | undefined {
  if (perm.length !== x.shape.length || new Set(perm).size !== perm.length) return undefined;
  const place = placeIn(x.shape);
  const shape = perm.map((axis) => x.shape[axis]);
  if (shape.includes(undefined)) return undefined;
  return gathered(x, shape as number[], (index) => {
    const source: number[] = [];
    perm.forEach((axis, i) => {
      source[axis] = index[i] as number;
    });
    return place(source);
  });
}

/** Indices along one axis, each picking what stands there; axes of `shape` stand in the axis' place. */
export function gather(x: Known, indices: Known, axis: number): Known | undefined {
  const at = normalizeAxis(axis, x.shape.length);
  if (at === undefined) return undefined;
  const size = x.shape[at] as number;
  const picks = numbersOf(indices).map((index) => (index < 0 ? index + size : index));
  if (picks.some((index) => index < 0 || index >= size)) return undefined;
  const shape = [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)];
  if (!isSmall(shape)) return undefined;
  const [place, rank] = [placeIn(x.shape), indices.shape.length];
  const pick = placeIn(indices.shape);
  return gathered(x, shape, (index) =>
    place([...index.slice(0, at), picks[pick(index.slice(at, at + rank))] as number, ...index.slice(at + rank)]),
  );
}

export function concat(parts: readonly Known[], axis: number): Known | undefined {
  const first = parts[0] as Known;
  const at = normalizeAxis(axis, first.shape.length);
  const others = (shape: Shape): string => String(shape.map((d, i) => (i === at ? 0 : d)));
  const fit = parts.every(({ dtype, shape }) => dtype === first.dtype && others(shape) === others(first.shape));
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  if (at === undefined || !fit || !isSmall([length])) return undefined;
  const [rows, inner] = [sizeOf(first.shape.slice(0, at)), sizeOf(first.shape.slice(at + 1))];
  const elements: (number | bigint)[] = [];
  for (let row = 0; row < rows; row++) {
    for (const { shape, data } of parts) {
      const length = (shape[at] as number) * inner;
      for (let i = row * length; i < (row + 1) * length; i++) elements.push(data[i] as number | bigint);
    }
  }
  const total = parts.reduce((sum, { shape }) => sum + (shape[at] as number), 0);
  return known(
    first.dtype,
    first.shape.map((d, i) => (i === at ? total : d)),
    elements,
  );
}

/** Repeats to the shape, which x must broadcast to. */
export function expand(x: Known, shape: Shape): Known {
  const read = readerOf(x, shape);
  return known(
    x.dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => read(i)),
  );
}

/** Elements from `start` by `step`, `count` of them, along an axis. */
export function slice(x: Known, axis: number, start: number, step: number, count: number): Known {
  const place = placeIn(x.shape);
  const shape = x.shape.map((d, i) => (i === axis ? count : d));
  return gathered(x, shape, (index) => place(index.map((at, i) => (i === axis ? start + at * step : at))));
}

/** Sums, products or the like over axes; `axes` from 0. */
export function reduce(
  x: Known,
  axes: readonly number[],
  keepdims: boolean,
  merge: (elements: readonly (number | bigint)[]) => number | bigint,
): Known {
  const gone = new Set(axes);
  const kept = x.shape.map((d, axis) => (gone.has(axis) ? 1 : d));
  const place = placeIn(kept);
  const strides = stridesOf(x.shape);
  const groups: (number | bigint)[][] = Array.from({ length: sizeOf(kept) }, () => []);
  for (let flat = 0; flat < x.data.length; flat++) {
    const index = strides.map((stride, axis) =>
      gone.has(axis) ? 0 : Math.floor(flat / stride) % (x.shape[axis] as number),
    );
    (groups[place(index)] as (number | bigint)[]).push(x.data[flat] as number | bigint);
  }
  const shape = keepdims ? kept : x.shape.filter((_, axis) => !gone.has(axis));
  return known(x.dtype, shape, groups.map(merge));
}
