/** @file Windows of convolutions and poolings: ONNX's attributes for any number of spatial axes, all pads spelled out. */
import type { Value } from "../../graph/index.ts";
import type { Shape } from "../../tensor/index.ts";
import type { ImportNode } from "./import-node.ts";
import { reshaped } from "./reader.ts";

/** One spatial axis of a window. */
export interface WindowAxis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly begin: number;
  /** As the model says, or what `auto_pad` makes of it. */
  readonly end: number;
  /** Padding beyond `end` that `ceil_mode` asks for: it is no element and is never counted. */
  readonly extra: number;
  /** Windows along the axis. */
  readonly count: number;
}

/** Elements a window spans. */
export const extentOf = ({ kernel, dilation }: Pick<WindowAxis, "kernel" | "dilation">): number =>
  (kernel - 1) * dilation + 1;

/**
 * Reads the window of a node over the spatial axes of a shape [N, C, ...].
 *
 * @param kernel  Of the weights; absent where the node says it.
 */
export function readWindow(node: ImportNode, shape: Shape, kernel?: readonly number[]): WindowAxis[] {
  const sizes = shape.slice(2);
  if (sizes.length < 1) node.fail(`reads shape [${shape}]`, "[N, C, ...] with an axis to slide along");
  const listed = (name: string, values: readonly number[] | undefined, length: number, fill: number, least: number) => {
    const list = values ?? Array<number>(length).fill(fill);
    if (list.length !== length || list.some((n) => !Number.isSafeInteger(n) || n < least || n > 2 ** 31))
      node.fail(`has ${name} [${list}]`, `${length} integers of at least ${least}`);
    return list;
  };
  const rank = sizes.length;
  const given = node.ints("kernel_shape");
  if (given && kernel && String(given) !== String(kernel))
    node.fail(`has kernel_shape [${given}]`, `that of the weights, [${kernel}]`);
  const kernels = listed("kernel_shape", given ?? kernel, rank, 0, 1);
  const strides = listed("strides", node.ints("strides"), rank, 1, 1);
  const dilations = listed("dilations", node.ints("dilations"), rank, 1, 1);
  const autoPad = node.word("auto_pad", ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"], "NOTSET");
  const pads = listed("pads", node.ints("pads"), 2 * rank, 0, 0);
  if (autoPad !== "NOTSET" && pads.some((pad) => pad !== 0))
    node.fail(`has auto_pad ${autoPad} and pads`, "one of both");
  const roundsUp = node.gives("ceil_mode") && node.flag("ceil_mode");
  return sizes.map((size, i) => {
    const [k, stride, dilation] = [kernels[i], strides[i], dilations[i]] as [number, number, number];
    const extent = extentOf({ kernel: k, dilation });
    const axis = { size, kernel: k, stride, dilation };
    if (autoPad === "SAME_UPPER" || autoPad === "SAME_LOWER") {
      const count = Math.ceil(size / stride);
      const total = Math.max((count - 1) * stride + extent - size, 0);
      const begin = autoPad === "SAME_UPPER" ? Math.floor(total / 2) : Math.ceil(total / 2);
      return { ...axis, begin, end: total - begin, extra: 0, count };
    }
    const [begin, end] = [pads[i], pads[i + rank]] as [number, number];
    const free = size + begin + end - extent;
    if (free < 0) node.fail(`slides a window of ${extent} over ${size + begin + end}`, "at least as much");
    let count = (roundsUp ? Math.ceil(free / stride) : Math.floor(free / stride)) + 1;
    // A window may not start beyond the input and its first padding.
    if (roundsUp && (count - 1) * stride >= size + begin) count--;
    return { ...axis, begin, end, extra: Math.max((count - 1) * stride - free, 0), count };
  });
}

/** Attributes of the table's two-dimensional operations; of one axis the other is 1 long. */
export function windowAttributes(axes: readonly WindowAxis[]): Record<string, number[]> {
  const [rows, columns] = pairOf(axes);
  return {
    kernelShape: [rows.kernel, columns.kernel],
    strides: [rows.stride, columns.stride],
    pads: [rows.begin, columns.begin, rows.end + rows.extra, columns.end + columns.extra],
    dilations: [rows.dilation, columns.dilation],
  };
}

/** An axis of one element, over which a window of one element stands still. */
export const flatAxis: WindowAxis = {
  size: 1,
  kernel: 1,
  stride: 1,
  dilation: 1,
  begin: 0,
  end: 0,
  extra: 0,
  count: 1,
};

export function pairOf(axes: readonly WindowAxis[]): readonly [WindowAxis, WindowAxis] {
  const [first, second] = axes as [WindowAxis, WindowAxis | undefined];
  return second ? [first, second] : [flatAxis, first];
}

/** [N, C, L] as [N, C, 1, L]; others as they are. */
export function asImage(node: ImportNode, x: Value): Value {
  const { shape } = x.type;
  return shape.length === 3 ? reshaped(node.graph, x, [...shape.slice(0, 2), 1, shape[2] as number]) : x;
}
