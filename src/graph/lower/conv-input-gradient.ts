/** @file Input gradient of a convolution: a convolution with mirrored weights, or a transposed one where strides skip pixels. */
import { tensor } from "../../tensor/index.ts";
import { intsOf } from "../attributes.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { OpNode } from "../graph.ts";
import { type Window, windowOf } from "../ops/index.ts";

/** Replaces ConvInputGradient(w, dy) by other operations. */
export function lowerConvInputGradient(node: OpNode, [w, dy]: readonly Value[], graph: GraphBuilder): Value {
  const window = windowOf(node.attributes);
  const reach = [0, 1].map((axis) => (window.kernel[axis as 0 | 1] - 1) * window.dilations[axis as 0 | 1]);
  const mirroredPads = window.pads.map((pad, i) => (reach[i % 2] as number) - pad);
  const dense = window.strides[0] === 1 && window.strides[1] === 1 && mirroredPads.every((pad) => pad >= 0);
  if (dense) return byMirroredWeights(graph, w as Value, dy as Value, window, mirroredPads);
  return byTransposedConv(graph, w as Value, dy as Value, window, intsOf(node.attributes, "inputSize"));
}

function byMirroredWeights(graph: GraphBuilder, w: Value, dy: Value, window: Window, pads: readonly number[]): Value {
  const [outputs, perGroup] = w.type.shape as readonly [number, number];
  const { group, kernel, dilations } = window;
  const taps = kernel[0] * kernel[1];
  const grouped = graph.op("Reshape", [w], { shape: [group, outputs / group, perGroup, taps] });
  const reversed = tensor(
    "int64",
    [taps],
    Array.from({ length: taps }, (_, i) => taps - 1 - i),
  );
  const mirrored = taps === 1 ? grouped : graph.op("Gather", [grouped, graph.constant(reversed)], { axis: 3 });
  const swapped = graph.op("Transpose", [mirrored], { perm: [0, 2, 1, 3] });
  const weights = graph.op("Reshape", [swapped], { shape: [group * perGroup, outputs / group, ...kernel] });
  return graph.op("Conv", [dy, weights], { kernelShape: kernel, strides: [1, 1], pads, dilations, group });
}

function byTransposedConv(graph: GraphBuilder, w: Value, dy: Value, window: Window, size: readonly number[]): Value {
  const { kernel, strides, pads, dilations, group } = window;
  const outputPadding = [0, 1].map((i) => {
    const axis = i as 0 | 1;
    const covered =
      ((dy.type.shape[axis + 2] as number) - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
    return (size[axis] as number) - (covered - pads[axis] - pads[(axis + 2) as 2 | 3]);
  });
  return graph.op("ConvTranspose", [dy, w], { kernelShape: kernel, strides, pads, dilations, group, outputPadding });
}
