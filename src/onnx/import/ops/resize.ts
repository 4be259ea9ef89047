/** @file Readers of resizing: nearest pixels are gathered, mixtures are products with a matrix, axis by axis. */
import type { Value } from "../../../graph/index.ts";
import type { Shape } from "../../../tensor/index.ts";
import type { ImportNode } from "../import-node.ts";
import {
  type Coordinates,
  coordinateOf,
  type Interpolation,
  isOutside,
  nearestOf,
  type ResizedAxis,
  sharesOf,
} from "../interpolation.ts";
import { type Known, known, numbersOf } from "../known.ts";
import { countTo, type Reader, type Readers } from "../reader.ts";
import { mappedAlong } from "./pooling.ts";

/** Ways to place pixels that an opset knows. */
function coordinatesAt(opset: number): readonly Coordinates[] {
  return [
    "half_pixel",
    "pytorch_half_pixel",
    "align_corners",
    "asymmetric",
    "tf_crop_and_resize",
    ...(opset < 13 ? (["tf_half_pixel_for_nn"] as const) : []),
    ...(opset >= 19 ? (["half_pixel_symmetric"] as const) : []),
  ];
}

const resize: Reader = (node) => {
  if (node.since < 11) return oldResize(node, numbersOf(node.known(1, "scales") as Known));
  const coordinates = node.word("coordinate_transformation_mode", coordinatesAt(node.opset), "half_pixel");
  const how: Interpolation = {
    mode: node.word("mode", ["nearest", "linear", "cubic"], "nearest"),
    rounding: node.word(
      "nearest_mode",
      ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"],
      "round_prefer_floor",
    ),
    cubic: node.float("cubic_coeff_a", -0.75),
    excludesOutside: node.flag("exclude_outside"),
    antialias: node.gives("antialias") && node.flag("antialias"),
  };
  const outside = node.float("extrapolation_value", 0);
  const axes = resizedAxes(node, coordinates);
  return [resized(node, axes, how, outside)];
};

/** Upsample and the first Resize: scales alone, coordinates divided by them and cut. */
function oldResize(node: ImportNode, scales: readonly number[]): readonly Value[] {
  const mode = node.word("mode", ["nearest", "linear", "bilinear"], "nearest");
  const shape = node.shapeOf(0);
  if (scales.length !== shape.length || scales.some((scale) => !(scale > 0)))
    node.fail(`has scales [${scales}]`, `a positive number for each of ${shape.length} axes`);
  const axes = shape.map((size, i): ResizedAxis => {
    const scale = scales[i] as number;
    return {
      size,
      scale,
      result: Math.floor(Math.fround(size * Math.fround(scale))),
      coordinates: "asymmetric",
      crop: [0, 1],
    };
  });
  const how = { rounding: "floor", cubic: -0.75, excludesOutside: false, antialias: false } as const;
  return [resized(node, axes, { ...how, mode: mode === "bilinear" ? "linear" : mode }, 0)];
}

const upsample: Reader = (node) => {
  if (node.since >= 9) return oldResize(node, numbersOf(node.known(1, "scales") as Known));
  if (node.since >= 7) return oldResize(node, node.floats("scales") ?? []);
  return oldResize(node, [1, 1, node.float("height_scale", 1), node.float("width_scale", 1)]);
};

/** How every axis is resized: by scales or to sizes, of all axes or of those that are named. */
function resizedAxes(node: ImportNode, coordinates: Coordinates): ResizedAxis[] {
  const shape = node.shapeOf(0);
  const named = node.since >= 18 ? node.ints("axes") : undefined;
  const chosen = named ? node.axes(named, shape.length) : countTo(shape.length);
  const listed = (index: number, what: string): number[] | undefined => {
    const value = node.known(index, what);
    return value && value.data.length > 0 ? numbersOf(value) : undefined;
  };
  const [roi, scales, sizes] = [listed(1, "region"), listed(2, "scales"), listed(3, "sizes")];
  if (coordinates === "tf_crop_and_resize" && roi?.length !== 2 * chosen.length)
    node.fail("has no region", "one, to crop by");
  if ((scales === undefined) === (sizes === undefined))
    node.fail("has both or none of scales and sizes", "one of them");
  const given = (scales ?? sizes) as number[];
  const isWhole = sizes === undefined || sizes.every((size) => Number.isSafeInteger(size) && size > 0);
  if (given.length !== chosen.length || given.some((n) => !(n > 0)) || !isWhole)
    node.fail(`has ${scales ? "scales" : "sizes"} [${given}]`, `a positive number for each of ${chosen.length} axes`);
  const fitted =
    sizes &&
    keepingAspect(
      node,
      sizes,
      chosen.map((axis) => shape[axis] as number),
    );
  return shape.map((size, axis): ResizedAxis => {
    const i = chosen.indexOf(axis);
    const isCropped = coordinates === "tf_crop_and_resize" && i >= 0;
    const crop: [number, number] = isCropped ? [roi?.[i] as number, roi?.[i + chosen.length] as number] : [0, 1];
    if (i < 0) return { size, result: size, scale: 1, coordinates, crop };
    const scale = fitted
      ? (fitted.scale ?? (fitted.sizes[i] as number) / size)
      : Math.fround((scales as number[])[i] as number);
    const result = fitted ? (fitted.sizes[i] as number) : Math.floor(size * (crop[1] - crop[0]) * scale);
    // Here some divide by the whole number of pixels, others by the number before it is cut.
    if (coordinates === "align_corners" && result > 1 && Math.abs(size * scale - result) > 1e-3 * result)
      node.fail(`aligns corners of ${size} times ${scale} pixels`, "a whole number of them");
    if (result < 1) node.fail(`makes an axis of ${size} ${result} long`, "at least 1");
    return { size, result, scale, coordinates, crop };
  });
}

/** Sizes as they are, or one scale for all axes so that none gets larger, or smaller, than said. */
function keepingAspect(
  node: ImportNode,
  sizes: readonly number[],
  from: readonly number[],
): { sizes: readonly number[]; scale?: number } {
  if (node.since < 18) return { sizes };
  const policy = node.word("keep_aspect_ratio_policy", ["stretch", "not_larger", "not_smaller"], "stretch");
  if (policy === "stretch") return { sizes };
  const scales = sizes.map((size, i) => size / (from[i] as number));
  const scale = policy === "not_larger" ? Math.min(...scales) : Math.max(...scales);
  return { scale, sizes: from.map((size) => Math.floor(size * scale + 0.5)) };
}

function resized(node: ImportNode, axes: readonly ResizedAxis[], how: Interpolation, outside: number): Value {
  const factors = how.mode === "nearest" ? integerFactors(axes, how) : undefined;
  const x = node.value(0);
  if (factors && x.type.dtype === "float32") return node.direct("Resize", [x], { scales: factors })[0] as Value;
  return axes.reduce((value, axis, at) => {
    const isSame = axis.size === axis.result && axis.scale === 1 && axis.crop[0] === 0 && axis.crop[1] === 1;
    return isSame ? value : resizedAlong(node, value, axis, at, how, outside);
  }, x);
}

/** Height's and width's factors where every pixel is repeated as often, which the table has an operation for. */
function integerFactors(axes: readonly ResizedAxis[], how: Interpolation): Shape | undefined {
  if (axes.length !== 4) return undefined;
  const factors = axes.map((axis) => {
    const factor = axis.result / axis.size;
    const isRepeated = countTo(axis.result).every((x) => {
      const at = coordinateOf(axis, x);
      return !isOutside(axis, at) && nearestOf(axis, how.rounding, at) === Math.floor(x / factor);
    });
    return Number.isInteger(factor) && isRepeated ? factor : Number.NaN;
  });
  const [n, c, ...rest] = factors;
  return n === 1 && c === 1 && rest.every(Number.isInteger) ? rest : undefined;
}

function resizedAlong(
  node: ImportNode,
  x: Value,
  axis: ResizedAxis,
  at: number,
  how: Interpolation,
  outside: number,
): Value {
  const { graph } = node;
  node.scope.spend(axis.result);
  const places = countTo(axis.result).map((pixel) => coordinateOf(axis, pixel));
  const isGathered = how.mode === "nearest" && !places.some((place) => isOutside(axis, place));
  if (isGathered) {
    const indices = node.indices(places.map((place) => nearestOf(axis, how.rounding, place)));
    return graph.op("Gather", [x, indices], { axis: at });
  }
  if (x.type.dtype !== "float32") node.fail(`mixes ${x.type.dtype}`, "float32");
  node.scope.spend(axis.size * axis.result);
  const shares = new Float32Array(axis.size * axis.result);
  const fill = new Float32Array(axis.result);
  places.forEach((place, pixel) => {
    if (isOutside(axis, place)) fill[pixel] = outside;
    else for (const [source, share] of sharesOf(axis, how, place)) shares[source * axis.result + pixel] = share;
  });
  const matrix = node.constant({ dtype: "float32", shape: [axis.size, axis.result], data: shares });
  const mixed = mappedAlong(node, x, at, matrix);
  if (fill.every((value) => value === 0)) return mixed;
  const behind = x.type.shape.length - 1 - at;
  const added = node.constant(known("float32", [axis.result, ...Array(behind).fill(1)], fill));
  return graph.op("Add", [mixed, added]);
}

export const resizeReaders: Readers = { Resize: resize, Upsample: upsample };
