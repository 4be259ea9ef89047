/** @file Builds the network around a NAS-Bench-101 cell. */
import type { Value } from "../../graph/index.ts";
import { add, concat, globalAveragePool, linear, maxPool, type NetworkBuilder } from "../../nn/index.ts";
import { convBnRelu, halvingPads } from "../conv-blocks.ts";
import { type Nb101Cell, type Nb101Operation, vertexCount } from "./cell.ts";

/**
 * Builds stem, three stacks of `cells` cells with a max pooling before the second and third (which double the channels),
 * and the classifier.
 *
 * @param cell  Pruned.
 * Source: Ying et al. 2019, "NAS-Bench-101", section 2.3 and its code `model_builder.py`.
 */
export function buildCellNetwork(net: NetworkBuilder, cell: Nb101Cell, cells: number, channels: number): Value {
  let x = convBnRelu(net, net.input, { channels, kernel: 3 });
  for (const stack of [0, 1, 2]) {
    if (stack > 0) x = net.op("MaxPool", [x], { kernelShape: [2, 2], strides: [2, 2], pads: halvingPads(x) });
    for (let i = 0; i < cells; i++) x = appendCell(net, cell, x, channels * 2 ** stack);
  }
  return linear(net, globalAveragePool(net, x), net.task.outputs);
}

/** x [N,C,H,W] → [N,channels,H,W]. Vertices add what comes in; the output joins it, and adds the projected input. */
function appendCell(net: NetworkBuilder, cell: Nb101Cell, x: Value, channels: number): Value {
  const output = vertexCount(cell) - 1;
  const widths = vertexChannels(cell, channels);
  const values: Value[] = [x];
  cell.operations.forEach((operation, i) => {
    const [vertex, width] = [i + 1, widths[i + 1] as number];
    const sources = sourcesOf(cell, vertex);
    const inputs = sources.filter((v) => v > 0).map((v) => truncate(net, values[v] as Value, width));
    if (sources.includes(0)) inputs.push(project(net, x, width));
    values.push(applyOperation(net, operation, add(net, inputs), width));
  });
  const joined = sourcesOf(cell, output)
    .filter((v) => v > 0)
    .map((v) => values[v] as Value);
  const terms = joined.length > 1 ? [concat(net, joined, 1)] : joined;
  return add(net, sourcesOf(cell, output).includes(0) ? [...terms, project(net, x, channels)] : terms);
}

function sourcesOf(cell: Nb101Cell, vertex: number): number[] {
  return cell.edges.filter(([, to]) => to === vertex).map(([from]) => from);
}

/**
 * The channels of each vertex: those of the output are shared out among the vertices that lead to it, the first ones
 * taking one more where they do not divide; any other has the most of those it leads to.
 */
export function vertexChannels(cell: Nb101Cell, channels: number): number[] {
  const output = vertexCount(cell) - 1;
  const sharing = sourcesOf(cell, output).filter((v) => v > 0);
  const widths = new Array<number>(output + 1).fill(0);
  sharing.forEach((vertex, i) => {
    widths[vertex] = Math.floor(channels / sharing.length) + (i < channels % sharing.length ? 1 : 0);
  });
  for (let vertex = output - 1; vertex > 0; vertex--) {
    if (sharing.includes(vertex)) continue;
    const targets = cell.edges.filter(([from]) => from === vertex).map(([, to]) => widths[to] as number);
    widths[vertex] = Math.max(...targets);
  }
  widths[output] = channels;
  return widths;
}

/** Drops the last channels, of which a source may have one more than its target. */
function truncate(net: NetworkBuilder, x: Value, channels: number): Value {
  return x.type.shape[1] === channels ? x : net.op("Slice", [x], { starts: [0], ends: [channels], axes: [1] });
}

function project(net: NetworkBuilder, x: Value, channels: number): Value {
  return convBnRelu(net, x, { channels, kernel: 1 });
}

function applyOperation(net: NetworkBuilder, operation: Nb101Operation, x: Value, channels: number): Value {
  switch (operation) {
    case "conv3x3-bn-relu":
      return convBnRelu(net, x, { channels, kernel: 3 });
    case "conv1x1-bn-relu":
      return convBnRelu(net, x, { channels, kernel: 1 });
    case "maxpool3x3":
      return maxPool(net, x, { kernel: 3, stride: 1, padding: 1 });
  }
}
