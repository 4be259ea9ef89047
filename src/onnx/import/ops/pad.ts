/** @file Reader of padding: with a number, or with elements of the input, which are gathered. */
import type { Value } from "../../../graph/index.ts";
import type { ImportNode } from "../import-node.ts";
import { numbersOf } from "../known.ts";
import { countTo, type Reader, scalarOf } from "../reader.ts";

/** Elements of one axis before and behind; negative ones cut. */
type Ends = readonly [begin: number, end: number];

export const pad: Reader = (node) => {
  const x = node.value(0);
  const { shape } = x.type;
  const said = node.since < 2 ? node.ints("paddings") : node.operand("pads", 1);
  const given = said ?? node.fail("has no pads", "some");
  const axes =
    node.since >= 18 && node.has(3) ? node.axes(node.numbers(3, "axes") as number[], shape.length) : undefined;
  const count = axes?.length ?? shape.length;
  if (given.length !== 2 * count) node.fail(`has pads [${given}]`, `${2 * count} integers`);
  const ends = shape.map((_, axis): Ends => {
    const i = axes ? axes.indexOf(axis) : axis;
    return i < 0 ? [0, 0] : [given[i] as number, given[i + count] as number];
  });
  const mode = node.word("mode", ["constant", "reflect", "edge", "wrap"], "constant");
  if (mode === "wrap" && node.opset < 19) node.fail(`has attribute mode = wrap`, "constant, reflect or edge");
  if (mode !== "constant") return [ends.reduce((value, end, axis) => borrowed(node, value, axis, end, mode), x)];
  const value = node.since < 11 ? node.float("value") : fillOf(node);
  const pads = axes ? [...ends.map(([begin]) => begin), ...ends.map(([, end]) => end)] : given;
  const isPlain = x.type.dtype === "float32" && (value === undefined || Number.isFinite(value));
  if (isPlain) return node.direct("Pad", [x], { pads, ...(value !== undefined && { value }) });
  return [ends.reduce((padded, end, axis) => withFill(node, padded, axis, end, value ?? 0), x)];
};

/** The number that is put around; undefined where the model says none. */
function fillOf(node: ImportNode): number | undefined {
  const held = node.known(2, "value");
  if (held && held.data.length !== 1) node.fail(`has a value of ${held.data.length} elements`, "one");
  return held && numbersOf(held)[0];
}

/** Puts elements of the input around, as if it went on: mirrored at its ends, with its last ones, or from the start. */
function borrowed(node: ImportNode, x: Value, axis: number, [begin, end]: Ends, mode: string): Value {
  if (begin === 0 && end === 0) return x;
  const size = x.type.shape[axis] as number;
  const length = size + begin + end;
  if (length < 1) node.fail(`cuts an axis of ${size} to ${length}`, "at least 1");
  const places = countTo(length).map((i) => {
    const at = i - begin;
    if (mode === "edge") return Math.min(Math.max(at, 0), size - 1);
    if (mode === "wrap") return ((at % size) + size) % size;
    if (size === 1) return 0;
    const period = 2 * (size - 1);
    const within = ((at % period) + period) % period;
    return within < size ? within : period - within;
  });
  return node.graph.op("Gather", [x, node.indices(places)], { axis });
}

/** What the table's Pad, of floats and finite numbers, has not: cuts, then joins constants before and behind. */
function withFill(node: ImportNode, x: Value, axis: number, [begin, end]: Ends, value: number): Value {
  const { graph } = node;
  const size = x.type.shape[axis] as number;
  const isCut = begin < 0 || end < 0;
  const cut = isCut
    ? graph.op("Slice", [x], { starts: [Math.max(-begin, 0)], ends: [size + Math.min(end, 0)], axes: [axis] })
    : x;
  const filler = (length: number): Value[] => {
    const shape = cut.type.shape.map((d, i) => (i === axis ? length : d));
    return length > 0 ? [graph.op("Expand", [scalarOf(node, x.type.dtype, value)], { shape })] : [];
  };
  const parts = [...filler(begin), cut, ...filler(end)];
  return parts.length === 1 ? cut : graph.op("Concat", parts, { axis });
}
