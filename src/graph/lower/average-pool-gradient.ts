/** @file Gradient of average pooling by portable operations. */
import { tensor } from "../../tensor/index.ts";
import { intsOf, numberOf } from "../attributes.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { OpNode } from "../graph.ts";
import { type Window, windowOf } from "../ops/index.ts";

/** Replaces AveragePoolGradient(dy): every pixel gets the share of each window that held it. */
export function lowerAveragePoolGradient(node: OpNode, [dy]: readonly Value[], graph: GraphBuilder): Value {
  const window = windowOf(node.attributes);
  const size = intsOf(node.attributes, "inputSize");
  const area = window.kernel[0] * window.kernel[1];
  const counts = numberOf(node.attributes, "countIncludePad", 0) ? undefined : windowCounts(window, dy as Value, size);
  if (tiles(window, size)) {
    return graph.op("Resize", [graph.op("Mul", [dy as Value, graph.scalar(1 / area)])], { scales: window.kernel });
  }
  const keepsSize =
    window.strides.every((stride) => stride === 1) &&
    window.pads.every((pad, i) => pad * 2 === (window.kernel[(i % 2) as 0 | 1] as number) - 1);
  if (keepsSize) {
    // An average with zeros counted over dy · area / count is the sum of dy / count over the windows that held a pixel.
    const weighted = counts
      ? graph.op("Mul", [dy as Value, mapOf(graph, counts, dy as Value, (count) => area / count)])
      : (dy as Value);
    return graph.op("AveragePool", [weighted], {
      kernelShape: window.kernel,
      strides: [1, 1],
      pads: window.pads,
      countIncludePad: 1,
    });
  }
  const weighted = counts
    ? graph.op("Mul", [dy as Value, mapOf(graph, counts, dy as Value, (count) => 1 / count)])
    : graph.op("Mul", [dy as Value, graph.scalar(1 / area)]);
  return spread(graph, weighted, window, size);
}

/** True if the windows cut the input into equal tiles without rest. */
export function tiles(window: Window, size: readonly number[]): boolean {
  return (
    ([0, 1] as const).every(
      (axis) => window.strides[axis] === window.kernel[axis] && (size[axis] as number) % window.kernel[axis] === 0,
    ) && window.pads.every((pad) => pad === 0)
  );
}

/** Number of pixels of the unpadded input in each window, [OH, OW]; undefined where all are full. */
function windowCounts(window: Window, dy: Value, size: readonly number[]): number[] | undefined {
  const along = (axis: 0 | 1): number[] =>
    Array.from({ length: dy.type.shape[axis + 2] as number }, (_, i) => {
      const first = i * window.strides[axis] - window.pads[axis];
      return Math.min(first + window.kernel[axis], size[axis] as number) - Math.max(first, 0);
    });
  const [rows, columns] = [along(0), along(1)];
  const counts = rows.flatMap((r) => columns.map((q) => r * q));
  return counts.every((count) => count === window.kernel[0] * window.kernel[1]) ? undefined : counts;
}

function mapOf(graph: GraphBuilder, counts: readonly number[], dy: Value, f: (count: number) => number): Value {
  return graph.constant(tensor("float32", [1, 1, ...dy.type.shape.slice(2)], counts.map(f)));
}

/** Adds each element of dy to all pixels of its window: a depthwise transposed convolution with ones. */
function spread(graph: GraphBuilder, dy: Value, { kernel, strides, pads }: Window, size: readonly number[]): Value {
  const channels = dy.type.shape[1] as number;
  const ones = graph.constant(
    tensor("float32", [channels, 1, ...kernel], new Float32Array(channels * kernel[0] * kernel[1]).fill(1)),
  );
  const outputPadding = [0, 1].map((i) => {
    const axis = i as 0 | 1;
    const covered = ((dy.type.shape[axis + 2] as number) - 1) * strides[axis] + kernel[axis];
    return (size[axis] as number) - (covered - pads[axis] - pads[(axis + 2) as 2 | 3]);
  });
  return graph.op("ConvTranspose", [dy, ones], {
    kernelShape: kernel,
    strides,
    pads,
    dilations: [1, 1],
    group: channels,
    outputPadding,
  });
}
