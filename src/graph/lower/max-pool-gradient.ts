/** @file Gradient of max pooling by portable operations. */
import type { GraphBuilder, Value } from "../builder.ts";
import type { OpNode } from "../graph.ts";
import { type Window, windowOf } from "../ops/index.ts";
import { tiles } from "./average-pool-gradient.ts";

/** Replaces MaxPoolGradient(x, y, dy). Windows that tile x share dy equally among equal maxima; else the first maximum takes it. */
export function lowerMaxPoolGradient(node: OpNode, inputs: readonly Value[], graph: GraphBuilder): Value {
  const window = windowOf(node.attributes);
  const [x, y, dy] = inputs as [Value, Value, Value];
  const undilated = window.dilations.every((d) => d === 1);
  if (undilated && tiles(window, x.type.shape.slice(2))) return byTiles(graph, x, y, dy, window);
  if (undilated && window.strides.every((stride) => stride === 1)) return byAxes(graph, x, y, dy, window);
  const indices = graph.node("MaxPool", [x], node.attributes, 2)[1] as Value;
  const flat = (value: Value): Value => graph.op("Reshape", [value], { shape: [-1] });
  const scattered = graph.op("ScatterElements", [flat(graph.filled(x.type.shape, 0)), flat(indices), flat(dy)], {
    axis: 0,
    reduction: "add",
  });
  return graph.op("Reshape", [scattered], { shape: x.type.shape });
}

function byTiles(graph: GraphBuilder, x: Value, y: Value, dy: Value, { kernel }: Window): Value {
  const enlarged = (value: Value): Value => graph.op("Resize", [value], { scales: kernel });
  const atMaximum = graph.op("Cast", [graph.op("Equal", [x, enlarged(y)])], { to: "float32" });
  const share = graph.op("AveragePool", [atMaximum], { kernelShape: kernel, strides: kernel });
  const perMaximum = graph.op("Div", [dy, graph.op("Mul", [share, graph.scalar(kernel[0] * kernel[1])])]);
  return graph.op("Mul", [atMaximum, enlarged(perMaximum)]);
}

/**
 * Stride 1: the maxima of rows, then the maxima of these along columns, each with a gradient of its own. The first maximum
 * of the first row that has it is the first of the window, so nothing is lost, and no maximum has to be looked up by index.
 */
function byAxes(graph: GraphBuilder, x: Value, y: Value, dy: Value, { kernel, pads }: Window): Value {
  const [top, left, bottom, right] = pads;
  const rowMaxima = graph.op("MaxPool", [x], { kernelShape: [1, kernel[1]], pads: [0, left, 0, right] });
  const dRows = alongAxis(graph, [rowMaxima, y, dy], 2, kernel[0], [top, bottom]);
  return alongAxis(graph, [x, rowMaxima, dRows], 3, kernel[1], [left, right]);
}

/** No float32 is less, and padding with it never is the only maximum. */
const LEAST = -3.4028234663852886e38;

/** The gradient by x of y, the maxima of `size` neighbours along an axis. Each tap takes what is left of dy where it is y. */
function alongAxis(
  graph: GraphBuilder,
  [x, y, dy]: readonly [Value, Value, Value],
  axis: 2 | 3,
  size: number,
  [begin, end]: readonly [number, number],
): Value {
  if (size === 1) return dy;
  const [length, outputs] = [x.type.shape[axis] as number, y.type.shape[axis] as number];
  const padded = padAxis(graph, x, axis, [begin, end], LEAST);
  const parts: Value[] = [];
  let left = dy;
  for (let tap = 0; tap < size - 1; tap++) {
    const pixels = graph.op("Slice", [padded], { starts: [tap], ends: [tap + outputs], axes: [axis], steps: [1] });
    const taken = graph.op("Mul", [left, graph.op("Cast", [graph.op("Equal", [pixels, y])], { to: "float32" })]);
    left = graph.op("Sub", [left, taken]);
    parts.push(taken);
  }
  // One tap is the maximum, so the last has all that is left.
  const placed = [...parts, left].map((part, tap) =>
    padAxis(graph, part, axis, [tap - begin, length + begin - outputs - tap], 0),
  );
  return graph.op("Sum", placed);
}

function padAxis(
  graph: GraphBuilder,
  x: Value,
  axis: 2 | 3,
  [before, after]: readonly [number, number],
  value: number,
): Value {
  if (before === 0 && after === 0) return x;
  const pads = Array.from({ length: 8 }, (_, i) => (i === axis ? before : i === axis + 4 ? after : 0));
  return graph.op("Pad", [x], { pads, value });
}
