/**
 * @file Weights in the orders of blocked convolutions. First the outputs go last, then whole chunks of a block are moved:
 * the runtime does both much faster than transpositions of single elements.
 */
import { tensor } from "../../tensor/index.ts";
import type { GraphBuilder, Value } from "../builder.ts";

/** Weights of a convolution, [O, C/group, kh, kw], with the axis of the convolution's outputs last: [inputs, taps, outputs]. */
export function outputsLast(graph: GraphBuilder, w: Value): Value {
  const [outputs, inputs, rows, columns] = w.type.shape as readonly [number, number, number, number];
  const taps = rows * columns;
  const flat = graph.op("Reshape", [w], { shape: [outputs, inputs * taps] });
  return graph.op("Reshape", [graph.op("Transpose", [flat], { perm: [1, 0] })], { shape: [inputs, taps, outputs] });
}

/**
 * Some taps of a convolution's weights as weights of the convolution that goes backwards, from outputs to inputs:
 * [O, taps, C], or [1, taps, C] where it is depthwise.
 */
export function mirrored(graph: GraphBuilder, w: Value, taps: readonly number[], depthwise: boolean): Value {
  const [outputs, inputs, rows, columns] = w.type.shape as readonly [number, number, number, number];
  const shape = depthwise ? [1, outputs, rows * columns] : [outputs, inputs, rows * columns];
  const inputsLast = graph.op("Transpose", [graph.op("Reshape", [w], { shape })], { perm: [0, 2, 1] });
  return graph.op("Gather", [inputsLast, graph.constant(tensor("int64", [taps.length], taps))], { axis: 1 });
}

/**
 * Weights [inputs, taps, outputs] in the order of a blocked convolution; with fewer inputs than a block it takes a plain
 * tensor. One input is a depthwise convolution's.
 */
export function inBlocks(graph: GraphBuilder, w: Value, block: number): Value {
  const [inputs, taps, outputs] = w.type.shape as readonly [number, number, number];
  const [shape, perm] =
    inputs < block
      ? [
          [inputs, taps, outputs / block, block],
          [2, 0, 1, 3],
        ]
      : [
          [inputs / block, block, taps, outputs / block, block],
          [3, 0, 2, 1, 4],
        ];
  return graph.op("Transpose", [graph.op("Reshape", [w], { shape })], { perm });
}
