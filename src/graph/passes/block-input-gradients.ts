/** @file Input gradients of convolutions as blocked convolutions of the gradient: one, or with strides one a phase. */
import { intsOf } from "../attributes.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph } from "../graph.ts";
import { type Window, windowOf } from "../ops/index.ts";
import type { Target } from "../target.ts";
import { fitsBlocks } from "./block-convolutions.ts";
import { inBlocks, mirrored } from "./blocked-weights.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/**
 * Replaces input gradients, dx[s·r + a] = Σ dy[r + (a + p - i·d) / s] · w[i] along each axis, by blocked convolutions with
 * mirrored weights. A stride s leaves s phases a of pixels, each reached by every s-th tap: a convolution a pair of
 * phases computes no more than is needed, and the results are put side by side.
 */
export function blockInputGradients(graph: Graph, target: Target): Graph {
  const { block } = target;
  if (!block) return graph;
  const blocked = mapBranches(graph, (branch) => blockInputGradients(branch, target));
  return rewrite(blocked, (node, [w, dy], builder) => {
    if (node.op !== "ConvInputGradient" || !w || !dy) return undefined;
    const window = windowOf(node.attributes);
    // Depthwise with strides, putting the phases side by side would cost more than all else.
    if (window.group > 1 && window.strides.some((stride) => stride > 1)) return undefined;
    const channels = [dy.type.shape[1] as number, (w.type.shape[1] as number) * window.group] as const;
    if (channels[0] % block !== 0 || !fitsBlocks(window, channels, block)) return undefined;
    const size = intsOf(node.attributes, "inputSize");
    const [rows, columns] = ([0, 1] as const).map((axis) => phasesOf(window, axis, size, dy.type.shape));
    if (!rows || !columns) return undefined;
    const input = builder.op("ReorderInput", [dy], { block });
    const planes = rows.map((row) =>
      columns.map((column) => phase(builder, input, w, { window, row, column, channels: channels[1], block })),
    );
    const dx = interleave(builder, planes, block);
    return [builder.op("ReorderOutput", [dx], { block, channels: channels[1] })];
  });
}

/** How the pixels s·r + a of one axis come from the gradient: a convolution of stride 1. */
interface Phase {
  /** Taps of the kernel, in the order the gradient's pixels meet them. */
  readonly taps: readonly number[];
  readonly dilation: number;
  readonly pads: readonly [begin: number, end: number];
}

/** The phases of an axis; undefined where the input does not fall into equal phases or some pixels meet no tap. */
function phasesOf(
  { kernel, strides, pads, dilations }: Window,
  axis: 0 | 1,
  size: readonly number[],
  shape: readonly number[],
): Phase[] | undefined {
  const [stride, pad, dilation] = [strides[axis], pads[axis], dilations[axis]];
  const [length, outputs] = [(size[axis] as number) / stride, shape[axis + 2] as number];
  if (!Number.isInteger(length)) return undefined;
  const phases = Array.from({ length: stride }, (_, a): Phase | undefined => {
    const taps = Array.from({ length: kernel[axis] }, (_, i) => kernel[axis] - 1 - i).filter(
      (i) => (a + pad - i * dilation) % stride === 0,
    );
    const offsets = taps.map((i) => (a + pad - i * dilation) / stride);
    const [first, last] = [offsets[0], offsets.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const ends = [-first, length + last - outputs] as const;
    return ends.some((end) => end < 0)
      ? undefined
      : { taps, dilation: offsets.length > 1 ? (offsets[1] as number) - first : 1, pads: ends };
  });
  return phases.every((found) => found !== undefined) ? phases : undefined;
}

function phase(
  graph: GraphBuilder,
  dy: Value,
  w: Value,
  options: {
    readonly window: Window;
    readonly row: Phase;
    readonly column: Phase;
    readonly channels: number;
    readonly block: number;
  },
): Value {
  const { window, row, column, channels, block } = options;
  const depthwise = window.group > 1;
  const taps = row.taps.flatMap((i) => column.taps.map((j) => i * window.kernel[1] + j));
  const kernelShape = [row.taps.length, column.taps.length];
  const perGroup = depthwise ? 1 : (dy.type.shape[1] as number);
  const weights = graph.op("Reshape", [inBlocks(graph, mirrored(graph, w, taps, depthwise), block)], {
    shape: [channels, perGroup, ...kernelShape],
  });
  return graph.op("BlockedConv", [dy, weights], {
    kernelShape,
    strides: [1, 1],
    dilations: [row.dilation, column.dilation],
    pads: [row.pads[0], column.pads[0], row.pads[1], column.pads[1]],
    group: window.group,
    block,
  });
}

/** Puts pixels of blocked planes side by side, columns first, then rows: planes[a][b] holds the pixels (s·r + a, t·q + b). */
function interleave(graph: GraphBuilder, planes: readonly (readonly Value[])[], block: number): Value {
  const [firstRow] = planes as readonly [readonly Value[]];
  const [n, channels, height, width] = (firstRow[0] as Value).type.shape as readonly [number, number, number, number];
  const beside = (parts: readonly Value[], chunk: number): Value => {
    const flat = parts.map((part) => graph.op("Reshape", [part], { shape: [-1, chunk] }));
    return flat.length === 1 ? (flat[0] as Value) : graph.op("Concat", flat, { axis: 1 });
  };
  const columns = firstRow.length;
  const rows = planes.map((row) => beside(row, block));
  const whole = beside(rows, block * columns * width);
  return graph.op("Reshape", [whole], { shape: [n, channels, height * planes.length, width * columns] });
}
