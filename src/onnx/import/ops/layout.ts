/** @file Readers of what moves, cuts or repeats elements; of known tensors they do it at once. */
import { sliceAxes, type Value } from "../../../graph/index.ts";
import { broadcastShapes, type Shape, sizeOf } from "../../../tensor/index.ts";
import * as fold from "../fold/layout.ts";
import type { ImportNode } from "../import-node.ts";
import { int64s, isSmall, type Known } from "../known.ts";
import { countTo, productsAround, type Reader, type Readers, scalarOf, smallInputs } from "../reader.ts";
import { type Bound, isKnown } from "../scope.ts";

/** A value in another shape; `given` is the attribute of a Reshape that says so. */
function reshaped(node: ImportNode, shape: readonly number[], given: readonly number[] = shape): readonly Bound[] {
  const x = node.bound(0);
  if (!isKnown(x)) return node.direct("Reshape", [x], { shape: given });
  return [fold.reshape(x, shape) ?? node.fail(`makes [${x.shape}] of shape [${shape}]`, "as many elements")];
}

/** 0 keeps a size, unless it is allowed as one; -1 takes what is left. */
const reshape: Reader = (node) => {
  const target = node.operand("shape", 1) ?? node.fail("has no shape", "one");
  const from = node.shapeOf(0);
  const allowsZero = node.since >= 14 && node.flag("allowzero");
  const shape = target.map((d, i) =>
    d === 0 && !allowsZero ? (from[i] ?? node.fail(`has shape [${target}]`, `no 0 beyond [${from}]`)) : d,
  );
  const free = shape.indexOf(-1);
  if (free >= 0) shape[free] = sizeOf(from) / sizeOf(shape.filter((_, i) => i !== free));
  if (!shape.every((d) => Number.isSafeInteger(d) && d >= 0) || sizeOf(shape) !== sizeOf(from)) {
    node.fail(`makes [${from}] of shape [${target}]`, `one of ${sizeOf(from)} elements`);
  }
  return reshaped(node, shape, allowsZero ? shape : target);
};

const flatten: Reader = (node) => {
  const shape = node.shapeOf(0);
  const axis = node.int("axis", 1);
  const isKnownAxis = axis <= shape.length && axis >= (node.opset >= 11 ? -shape.length : 0);
  if (!isKnownAxis) node.fail(`has axis ${axis}`, `one of the ${shape.length} of opset ${node.opset}`);
  return reshaped(node, productsAround(shape, axis < 0 ? axis + shape.length : axis));
};

const squeeze: Reader = (node) => {
  const shape = node.shapeOf(0);
  const given = node.operand("axes", 1);
  const axes = given ? node.axes(given, shape.length) : countTo(shape.length).filter((axis) => shape[axis] === 1);
  if (axes.some((axis) => shape[axis] !== 1)) node.fail(`squeezes axes [${axes}] of [${shape}]`, "axes of size 1");
  return reshaped(
    node,
    shape.filter((_, axis) => !axes.includes(axis)),
  );
};

const unsqueeze: Reader = (node) => {
  const shape = node.shapeOf(0);
  const given = node.operand("axes", 1) ?? node.fail("has no axes", "some");
  const rank = shape.length + given.length;
  const axes = new Set(node.axes(given, rank));
  const old = [...shape];
  return reshaped(
    node,
    countTo(rank).map((axis) => (axes.has(axis) ? 1 : (old.shift() as number))),
  );
};

const transpose: Reader = (node) => {
  const rank = node.shapeOf(0).length;
  const perm = node.ints("perm") ?? countTo(rank).reverse();
  const [x] = smallInputs(node) ?? [];
  const folded = x && fold.transpose(x, perm);
  return folded ? [folded] : node.direct("Transpose", [node.value(0)], { perm });
};

const concat: Reader = (node) => {
  const axis = node.int("axis", 1);
  const inputs = smallInputs(node);
  const folded = inputs && fold.concat(inputs, axis);
  if (folded) return [folded];
  // Exporters begin growing lists with an empty one.
  const filled = countTo(node.inputCount).filter((i) => sizeOf(node.shapeOf(i)) > 0);
  return node.direct(
    "Concat",
    filled.map((i) => node.value(i)),
    { axis },
  );
};

/** Sizes as attribute or input; without them equal parts, the last smaller where opset 18 says a number of them. */
const split: Reader = (node) => {
  const shape = node.shapeOf(0);
  const given = node.int("axis", 0);
  const axis = node.axis(given, shape.length);
  const size = shape[axis] as number;
  const count = node.outputs.length;
  const numbered = node.since >= 18 ? node.int("num_outputs") : undefined;
  const sizes = node.operand("split", 1) ?? equalParts(node, size, numbered ?? count, numbered !== undefined);
  if (numbered !== undefined && (node.has(1) || numbered !== count))
    node.fail(`has num_outputs ${numbered} and ${count} outputs`, "as many, and no sizes beside it");
  if (sizes.length !== count) node.fail(`has sizes [${sizes}] and ${count} outputs`, "one size an output");
  const [x] = smallInputs(node) ?? [];
  if (!x) return node.direct("Split", [node.value(0)], { axis: given, sizes });
  if (sizes.some((part) => part < 0) || sizes.reduce((a, b) => a + b, 0) !== size)
    node.fail(`has sizes [${sizes}]`, `parts of ${size}`);
  let start = 0;
  return sizes.map((part) => {
    start += part;
    return fold.slice(x, axis, start - part, 1, part);
  });
};

function equalParts(node: ImportNode, size: number, count: number, mayEndSmaller: boolean): number[] {
  const part = Math.ceil(size / count);
  const last = size - part * (count - 1);
  if (count < 1 || last < 1 || (last !== part && !mayEndSmaller))
    node.fail(`splits ${size} in ${count}`, "equal parts");
  return [...Array(count - 1).fill(part), last];
}

const slice: Reader = (node) => {
  const attributes = Object.fromEntries(
    (["starts", "ends", "axes", "steps"] as const).flatMap((name, i) => {
      const values = name === "steps" && node.since < 10 ? undefined : node.operand(name, i + 1);
      return values ? [[name, values] as const] : [];
    }),
  );
  const [x] = smallInputs(node) ?? [];
  if (!x) return node.direct("Slice", [node.value(0)], attributes);
  const cuts = sliceAxes(x.shape, attributes);
  return [cuts.reduce((cut, { axis, start, step, count }) => fold.slice(cut, axis, start, step, count), x)];
};

const expand: Reader = (node) => {
  const target = node.numbers(1, "shape") ?? node.fail("has no shape", "one");
  const from = node.shapeOf(0);
  const shape = broadcastShapes(from, target) ?? node.fail(`expands [${from}] to [${target}]`, "a shape it fits");
  return [expanded(node, node.bound(0), shape)];
};

function expanded(node: ImportNode, x: Bound, shape: Shape): Bound {
  if (isKnown(x) && isSmall(shape)) return fold.expand(x, shape);
  return node.direct("Expand", [node.value(0)], { shape: [...shape] })[0] as Value;
}

/** Repeats along each axis: beside every axis a new one, which is expanded. */
const tile: Reader = (node) => {
  if (node.since < 6) node.fail("is the Tile of opset 1", "that of opset 6");
  const repeats = node.numbers(1, "repeats") ?? node.fail("has no repeats", "some");
  const x = node.bound(0);
  const shape = node.shapeOf(0);
  if (repeats.length !== shape.length || repeats.some((count) => count < 1))
    node.fail(`has repeats [${repeats}] for [${shape}]`, "a positive number an axis");
  const apart = shape.flatMap((d) => [1, d]);
  const wide = shape.flatMap((d, i) => [repeats[i] as number, d]);
  const result = shape.map((d, i) => d * (repeats[i] as number));
  if (isKnown(x) && isSmall(result))
    return [fold.reshape(fold.expand(fold.reshape(x, apart) as Known, wide), result) as Known];
  if (repeats.every((count) => count === 1)) return [x];
  const { graph } = node;
  const repeated = graph.op("Expand", [graph.op("Reshape", [node.value(0)], { shape: apart })], { shape: wide });
  return [graph.op("Reshape", [repeated], { shape: result })];
};

/** Blocks of pixels as channels, and back: depth-column-row or column-row-depth. */
const depthToSpace: Reader = (node) => {
  const { graph } = node;
  const [n, c, h, w] = imageShape(node);
  const b = blockSize(node);
  const isRowsFirst = node.since < 11 || node.word("mode", ["DCR", "CRD"], "DCR") === "DCR";
  if (c % (b * b) !== 0) node.fail(`has ${c} channels`, `a multiple of ${b * b}`);
  const rest = c / (b * b);
  const apart = isRowsFirst ? [n, b, b, rest, h, w] : [n, rest, b, b, h, w];
  const perm = isRowsFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3];
  const moved = graph.op("Transpose", [graph.op("Reshape", [node.value(0)], { shape: apart })], { perm });
  return [graph.op("Reshape", [moved], { shape: [n, rest, h * b, w * b] })];
};

const spaceToDepth: Reader = (node) => {
  const { graph } = node;
  const [n, c, h, w] = imageShape(node);
  const b = blockSize(node);
  if (h % b !== 0 || w % b !== 0) node.fail(`has size ${h}x${w}`, `multiples of ${b}`);
  const isRowsFirst = node.since < 28 || node.word("mode", ["DCR", "CRD"], "DCR") === "DCR";
  const apart = graph.op("Reshape", [node.value(0)], { shape: [n, c, h / b, b, w / b, b] });
  const moved = graph.op("Transpose", [apart], { perm: isRowsFirst ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4] });
  return [graph.op("Reshape", [moved], { shape: [n, c * b * b, h / b, w / b] })];
};

function imageShape(node: ImportNode): readonly [number, number, number, number] {
  const shape = node.shapeOf(0);
  if (shape.length !== 4) node.fail(`reads shape [${shape}]`, "rank 4");
  return shape as unknown as readonly [number, number, number, number];
}

function blockSize(node: ImportNode): number {
  const size = node.int("blocksize", 1);
  return size >= 1 ? size : node.fail(`has blocksize ${size}`, "a positive number");
}

const identity: Reader = (node) => {
  const x = node.bound(0);
  return isKnown(x) ? [x] : node.direct("Identity", [x], {});
};

/** Nothing is dropped where nothing is trained; the mask says so. */
const dropout: Reader = (node) => {
  if (node.since < 7 && !node.flag("is_test")) node.fail("drops values", "is_test = 1");
  if (node.since < 12) node.float("ratio");
  else {
    node.int("seed");
    const training = node.has(2) ? node.number(2, "training mode") : 0;
    const ratio = node.has(1) ? node.number(1, "ratio") : 0.5;
    if (training && ratio !== 0) node.fail("drops values", "training_mode = false");
  }
  const x = node.bound(0);
  if (node.outputs.length < 2) return [x];
  // Before opset 10 the mask has the type of the data.
  const dtype = node.opset < 10 ? "float32" : "bool";
  const shape = [...node.shapeOf(0)];
  return [x, node.graph.op("Expand", [scalarOf(node, dtype, 1)], { shape })];
};

/** Elements of the lower or the upper triangle, zeros elsewhere. */
const trilu: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const { shape, dtype } = x.type;
  const [rows, columns] = shape.slice(-2) as [number, number];
  if (shape.length < 2) node.fail(`reads shape [${shape}]`, "rank 2 or more");
  const [upper, k] = [node.flag("upper", true), node.number(1, "diagonal") ?? 0];
  node.scope.spend(rows * columns);
  const mask = countTo(rows).flatMap((row) =>
    countTo(columns).map((column) => Number(upper ? column - row >= k : column - row <= k)),
  );
  const kept = node.constant({ dtype: "bool", shape: [rows, columns], data: Uint8Array.from(mask) });
  if (dtype === "bool") return [graph.op("And", [x, kept])];
  return [graph.op("Where", [kept, x, scalarOf(node, dtype, 0)])];
};

const shapeOf: Reader = (node) => {
  const shape = node.shapeOf(0);
  const [start, end] = node.since >= 15 ? [node.int("start"), node.int("end")] : [];
  return [int64s(shape.slice(start ?? 0, end ?? shape.length))];
};

const size: Reader = (node) => [{ dtype: "int64", shape: [], data: BigInt64Array.of(BigInt(sizeOf(node.shapeOf(0)))) }];

export const layoutReaders: Readers = {
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Expand: expand,
  Tile: tile,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Identity: identity,
  Dropout: dropout,
  Trilu: trilu,
  Shape: shapeOf,
  Size: size,
};
