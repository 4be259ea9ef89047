/** @file Readers of convolutions and transposed convolutions over one, two or three axes. */
import type { Value } from "../../../graph/index.ts";
import { sizeOf } from "../../../tensor/index.ts";
import type { ImportNode } from "../import-node.ts";
import { countTo, type Reader, type Readers, reshaped } from "../reader.ts";
import { asImage, extentOf, readWindow, type WindowAxis, windowAttributes } from "../window.ts";

const conv: Reader = (node) => {
  const { graph } = node;
  const [x, w, bias] = [node.value(0), node.value(1), node.optional(2)];
  const [shape, weight] = [x.type.shape, w.type.shape];
  if (shape.length !== weight.length) node.fail(`convolves [${shape}] with [${weight}]`, "equal ranks");
  const axes = readWindow(node, shape, weight.slice(2));
  const group = node.int("group", 1);
  if (axes.length > 3) node.fail(`convolves [${shape}]`, "one to three spatial axes");
  if (axes.length === 3) return [convolvedDeep(node, x, w, axes as unknown as Triple, group, bias)];
  const inputs = bias ? [bias] : [];
  if (axes.length === 2) {
    const { kernelShape = [], strides = [], pads = [], dilations = [] } = windowAttributes(axes);
    const padsSaid = node.gives("pads") || pads.some((pad) => pad !== 0);
    return node.direct("Conv", [x, w, ...inputs], {
      kernelShape,
      ...(node.gives("strides") && { strides }),
      ...(padsSaid && { pads }),
      ...(node.gives("dilations") && { dilations }),
      ...(node.gives("group") && { group }),
    });
  }
  const y = graph.op("Conv", [asImage(node, x), asImage(node, w), ...inputs], { ...windowAttributes(axes), group });
  return [reshaped(graph, y, [shape[0] as number, weight[0] as number, ...axes.map(({ count }) => count)])];
};

type Triple = readonly [WindowAxis, WindowAxis, WindowAxis];

/** A sum over the taps of the first axis of convolutions of planes. */
function convolvedDeep(
  node: ImportNode,
  x: Value,
  w: Value,
  [depth, rows, columns]: Triple,
  group: number,
  bias: Value | undefined,
): Value {
  const { graph } = node;
  const [n, c, , height, width] = x.type.shape as [number, number, number, number, number];
  const [outputs, perGroup] = w.type.shape as [number, number];
  const ends = depth.end + depth.extra;
  const padded =
    depth.begin + ends > 0 ? graph.op("Pad", [x], { pads: [0, 0, depth.begin, 0, 0, 0, 0, ends, 0, 0], value: 0 }) : x;
  const window = windowAttributes([rows, columns]);
  const taps = countTo(depth.kernel).map((tap) => {
    const start = tap * depth.dilation;
    const planes = graph.op("Slice", [padded], {
      starts: [start],
      ends: [start + (depth.count - 1) * depth.stride + 1],
      axes: [2],
      steps: [depth.stride],
    });
    const first = graph.op("Transpose", [planes], { perm: [0, 2, 1, 3, 4] });
    const images = graph.op("Reshape", [first], { shape: [n * depth.count, c, height, width] });
    return graph.op("Conv", [images, weightOfTap(node, w, tap, [outputs, perGroup])], { ...window, group });
  });
  const sum = taps.length === 1 ? (taps[0] as Value) : graph.op("Sum", taps);
  const apart = graph.op("Reshape", [sum], { shape: [n, depth.count, outputs, rows.count, columns.count] });
  const y = graph.op("Transpose", [apart], { perm: [0, 2, 1, 3, 4] });
  return bias ? graph.op("Add", [y, perChannel(node, bias, 3)]) : y;
}

/** Weights [O, C, kd, kh, kw] at one place of the third axis. */
function weightOfTap(node: ImportNode, w: Value, tap: number, [first, second]: readonly [number, number]): Value {
  const cut = node.graph.op("Slice", [w], { starts: [tap], ends: [tap + 1], axes: [2] });
  return node.graph.op("Reshape", [cut], { shape: [first, second, ...w.type.shape.slice(3)] });
}

function perChannel(node: ImportNode, bias: Value, spatial: number): Value {
  return node.graph.op("Reshape", [bias], { shape: [sizeOf(bias.type.shape), ...Array(spatial).fill(1)] });
}

/** One axis of a transposed convolution: pads cut the result, `extra` rows are added at its end. */
interface TransposedAxis extends WindowAxis {
  readonly result: number;
}

const convTranspose: Reader = (node) => {
  const { graph } = node;
  const [x, w, bias] = [node.value(0), node.value(1), node.optional(2)];
  const [shape, weight] = [x.type.shape, w.type.shape];
  if (shape.length !== weight.length) node.fail(`convolves [${shape}] with [${weight}]`, "equal ranks");
  const axes = readTransposed(node, shape.slice(2), weight.slice(2));
  const group = node.int("group", 1);
  const channels = (weight[1] as number) * group;
  if (axes.length > 3) node.fail(`convolves [${shape}]`, "one to three spatial axes");
  const isSaid = !["auto_pad", "output_shape"].some((name) => node.gives(name));
  if (axes.length === 2 && !bias && isSaid && axes.every(isPlain)) {
    const {
      kernelShape = [],
      strides = [],
      pads = [],
      dilations = [],
    } = windowAttributes(axes.map((axis) => ({ ...axis, extra: 0 })));
    return node.direct("ConvTranspose", [x, w], {
      kernelShape,
      ...(node.gives("strides") && { strides }),
      ...(node.gives("pads") && { pads }),
      ...(node.gives("dilations") && { dilations }),
      ...(node.gives("group") && { group }),
      ...(node.gives("output_padding") && { outputPadding: axes.map(({ extra }) => extra) }),
    });
  }
  const y =
    axes.length === 3
      ? transposedDeep(node, x, w, axes as unknown as TransposedTriple, group)
      : reshaped(graph, transposedFlat(node, asImage(node, x), asImage(node, w), axes, group), [
          shape[0] as number,
          channels,
          ...axes.map(({ result }) => result),
        ]);
  return [bias ? graph.op("Add", [y, perChannel(node, bias, axes.length)]) : y];
};

/** True for what the table's operation does by itself. */
const isPlain = ({ extra, stride }: TransposedAxis): boolean => extra < stride;

/** The axes of a transposed convolution: `output_shape` says what the pads are. */
function readTransposed(node: ImportNode, sizes: readonly number[], kernel: readonly number[]): TransposedAxis[] {
  const rank = sizes.length;
  const list = (name: string, fill: number, length = rank): number[] => {
    const values = node.ints(name) ?? Array<number>(length).fill(fill);
    const isFitting =
      values.length === length && values.every((n) => Number.isSafeInteger(n) && n >= Math.min(fill, 1));
    return isFitting ? values : node.fail(`has ${name} [${values}]`, `${length} integers of at least ${fill}`);
  };
  const given = node.ints("kernel_shape");
  if (given && String(given) !== String(kernel))
    node.fail(`has kernel_shape [${given}]`, `that of the weights, [${kernel}]`);
  const [strides, dilations, pads] = [list("strides", 1), list("dilations", 1), list("pads", 0, 2 * rank)];
  const extras = list("output_padding", 0);
  const autoPad = node.word("auto_pad", ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"], "NOTSET");
  const said = node.ints("output_shape");
  if (said && said.length !== rank) node.fail(`has output_shape [${said}]`, `${rank} sizes`);
  return sizes.map((size, i) => {
    const [k, stride, dilation, extra] = [kernel[i], strides[i], dilations[i], extras[i]] as [
      number,
      number,
      number,
      number,
    ];
    const axis = { size, kernel: k, stride, dilation, count: size };
    const full = (size - 1) * stride + extentOf({ kernel: k, dilation }) + extra;
    const isSame = autoPad === "SAME_UPPER" || autoPad === "SAME_LOWER";
    const target = said?.[i] ?? (isSame ? size * stride : undefined);
    if (target === undefined) {
      const [begin, end] = autoPad === "VALID" ? [0, 0] : ([pads[i], pads[i + rank]] as [number, number]);
      return { ...axis, begin, end, extra, result: full - begin - end };
    }
    if (target < 1) node.fail(`has output_shape ${target}`, "positive sizes");
    const total = full - target;
    // More than there is: rows that nothing reaches, at the end.
    if (total < 0) return { ...axis, begin: 0, end: 0, extra: extra - total, result: target };
    const less = Math.floor(total / 2);
    const begin = autoPad === "SAME_UPPER" ? less : total - less;
    return { ...axis, begin, end: total - begin, extra, result: target };
  });
}

/** One or two axes: the whole result, cut by the pads, with zeros at the end where it must be longer. */
function transposedFlat(node: ImportNode, x: Value, w: Value, axes: readonly TransposedAxis[], group: number): Value {
  const { graph } = node;
  const whole = axes.map((axis) => ({ ...axis, begin: 0, end: 0, extra: 0 }));
  const { kernelShape = [], strides = [], dilations = [] } = windowAttributes(whole);
  const y = graph.op("ConvTranspose", [x, w], { kernelShape, strides, dilations, group });
  const [rows, columns] = axes.length === 1 ? [undefined, axes[0]] : axes;
  const cut = (axis: TransposedAxis | undefined): [number, number] =>
    axis ? [-axis.begin, axis.extra - axis.end] : [0, 0];
  const [[top, bottom], [left, right]] = [cut(rows), cut(columns)];
  if ([top, bottom, left, right].every((pad) => pad === 0)) return y;
  return graph.op("Pad", [y], { pads: [0, 0, top, left, 0, 0, bottom, right], value: 0 });
}

type TransposedTriple = readonly [TransposedAxis, TransposedAxis, TransposedAxis];

/** Each tap of the first axis as transposed convolutions of planes, spread by the stride and shifted, then added up. */
function transposedDeep(
  node: ImportNode,
  x: Value,
  w: Value,
  [depth, rows, columns]: TransposedTriple,
  group: number,
): Value {
  const { graph } = node;
  const [n, c, d, height, width] = x.type.shape as [number, number, number, number, number];
  const [inputs, perGroup] = w.type.shape as [number, number];
  const first = graph.op("Transpose", [x], { perm: [0, 2, 1, 3, 4] });
  const images = graph.op("Reshape", [first], { shape: [n * d, c, height, width] });
  const taps = countTo(depth.kernel).map((tap) => {
    const planes = transposedFlat(node, images, weightOfTap(node, w, tap, [inputs, perGroup]), [rows, columns], group);
    const size = planes.type.shape.slice(1);
    const apart = graph.op("Reshape", [planes], { shape: [n, d, 1, sizeOf(size)] });
    const spread = graph.op("Pad", [apart], { pads: [0, 0, 0, 0, 0, 0, depth.stride - 1, 0], value: 0 });
    const long = graph.op("Reshape", [spread], { shape: [n, d * depth.stride, sizeOf(size)] });
    // From the tap's own shift on, less what the pads cut; what is behind the last plane are zeros of the spreading.
    const start = tap * depth.dilation - depth.begin;
    const end = depth.result - start - d * depth.stride;
    const shifted = graph.op("Pad", [long], { pads: [0, start, 0, 0, end, 0], value: 0 });
    return graph.op("Reshape", [shifted], { shape: [n, depth.result, ...size] });
  });
  const sum = taps.length === 1 ? (taps[0] as Value) : graph.op("Sum", taps);
  return graph.op("Transpose", [sum], { perm: [0, 2, 1, 3, 4] });
}

export const convolutionReaders: Readers = { Conv: conv, ConvTranspose: convTranspose };
