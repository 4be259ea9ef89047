/** @file Cases of operations that move or pick elements. */
import { type Rng, shuffled } from "../../../src/base/index.ts";
import type { IndexingOp, LayoutOp } from "../../../src/graph/index.ts";
import type { Shape, Tensor } from "../../../src/tensor/index.ts";
import { anyShape, anyTensor, between, type CaseMaker, coin, integers, list, normal, spelled } from "./random.ts";

const axisOf = (rng: Rng, shape: Shape): number => rng.int(shape.length);
const size = (shape: Shape, axis: number): number => shape[axis] as number;
const resized = (shape: Shape, axis: number, length: number): number[] =>
  shape.map((d, i) => (i === axis ? length : d));

export const layoutCases: { readonly [K in LayoutOp]: CaseMaker } = {
  Reshape: (rng) => {
    const shape = anyShape(rng, 1);
    const target = coin(rng)
      ? [...shape.slice(0, 1).map(() => 0), -1]
      : [...shuffled(shape, rng), ...(coin(rng) ? [1] : [])];
    return { inputs: [anyTensor(rng, shape)], attributes: { shape: target } };
  },
  Transpose: (rng) => {
    const shape = anyShape(rng, 1);
    return { inputs: [anyTensor(rng, shape)], attributes: { perm: shuffled([...shape.keys()], rng) } };
  },
  Concat: (rng) => {
    const shape = anyShape(rng, 1);
    const axis = axisOf(rng, shape);
    const inputs = list(between(rng, 1, 3), () => normal(rng, resized(shape, axis, between(rng, 1, 3))));
    return { inputs, attributes: { axis: spelled(rng, axis, shape.length) } };
  },
  Split: (rng) => {
    const sizes = list(between(rng, 1, 3), () => between(rng, 1, 3));
    const shape = anyShape(rng, 1);
    const axis = axisOf(rng, shape);
    const x = anyTensor(
      rng,
      resized(
        shape,
        axis,
        sizes.reduce((a, b) => a + b, 0),
      ),
    );
    return { inputs: [x], attributes: { axis: spelled(rng, axis, shape.length), sizes }, outputs: sizes.length };
  },
  Slice: (rng) => {
    const shape = anyShape(rng, 1).map((d) => d + 3);
    const axes = shuffled([...shape.keys()], rng).slice(0, between(rng, 1, shape.length));
    const cuts = axes.map((axis) => sliceOf(rng, size(shape, axis)));
    return {
      inputs: [anyTensor(rng, shape)],
      attributes: {
        starts: cuts.map(({ start }) => start),
        ends: cuts.map(({ end }) => end),
        axes: axes.map((axis) => spelled(rng, axis, shape.length)),
        steps: cuts.map(({ step }) => step),
      },
    };
  },
  Pad: (rng) => {
    const shape = anyShape(rng, 1);
    const pads = list(2 * shape.length, (i) => between(rng, size(shape, i % shape.length) > 2 ? -1 : 0, 2));
    return { inputs: [normal(rng, shape)], attributes: { pads, ...(coin(rng) && { value: 0.5 }) } };
  },
  Expand: (rng) => {
    const shape = anyShape(rng, 1);
    const from = shape.map((d) => (coin(rng) ? 1 : d)).slice(rng.int(shape.length + 1));
    return { inputs: [anyTensor(rng, from)], attributes: { shape } };
  },
};

/** A cut that keeps at least one element, walking on or back, with ends inside, outside or spelled negatively. */
function sliceOf(rng: Rng, length: number): { start: number; end: number; step: number } {
  const first = rng.int(length - 1);
  const last = between(rng, first + 1, length - 1);
  const step = between(rng, 1, 3);
  const negative = (index: number): number => (coin(rng) ? index : index - length);
  if (coin(rng)) return { start: negative(first), end: coin(rng) ? length + 5 : last, step };
  return {
    start: coin(rng) ? length + 5 : negative(last),
    end: coin(rng) ? -length - 5 : negative(first),
    step: -step,
  };
}

const rows = (rng: Rng, shape: Shape, axis: number, indexShape: Shape): Tensor =>
  integers(rng, indexShape, -size(shape, axis), size(shape, axis) - 1, coin(rng) ? "int64" : "int32");

export const indexingCases: { readonly [K in IndexingOp]: CaseMaker } = {
  Gather: (rng) => {
    const shape = anyShape(rng, 1, 3);
    const axis = axisOf(rng, shape);
    return {
      inputs: [anyTensor(rng, shape), rows(rng, shape, axis, anyShape(rng, 0, 2))],
      attributes: { axis: spelled(rng, axis, shape.length) },
    };
  },
  GatherElements: (rng) => {
    const shape = anyShape(rng, 1, 3);
    const axis = axisOf(rng, shape);
    const indices = rows(rng, shape, axis, resized(shape, axis, between(rng, 1, 5)));
    return { inputs: [anyTensor(rng, shape), indices], attributes: { axis: spelled(rng, axis, shape.length) } };
  },
  ScatterElements: (rng) => {
    const shape = anyShape(rng, 1, 3);
    const axis = axisOf(rng, shape);
    const adds = coin(rng);
    // Without "add" the places must differ: which update would win is not defined.
    const count = adds ? between(rng, 1, 5) : 1;
    const places = resized(shape, axis, count);
    return {
      inputs: [normal(rng, shape), rows(rng, shape, axis, places), normal(rng, places)],
      attributes: { axis: spelled(rng, axis, shape.length), reduction: adds ? "add" : "none" },
    };
  },
  OneHot: (rng) => {
    const shape = anyShape(rng, 1, 2);
    const depth = between(rng, 2, 5);
    return {
      inputs: [integers(rng, shape, 0, depth - 1)],
      attributes: { depth, axis: spelled(rng, rng.int(shape.length + 1), shape.length + 1) },
    };
  },
  GatherGradient: (rng) => {
    const indexShape = anyShape(rng, 1, 2);
    const count = between(rng, 2, 5);
    const large = coin(rng) ? 300 : 0; // beyond the size where the lowering changes its method
    const indices = integers(rng, indexShape, 0, count - 1);
    return {
      inputs: [indices, normal(rng, [...indexShape, ...anyShape(rng, 1, 2)])],
      attributes: { rows: count + large },
    };
  },
};
