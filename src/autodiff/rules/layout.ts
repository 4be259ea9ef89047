/** @file Rules of operations that move, repeat or cut elements: each is linear, its rule is the opposite move. */
import {
  type GraphBuilder,
  intsOf,
  type LayoutOp,
  numberOf,
  type SliceAxis,
  sliceAxes,
  type Value,
} from "../../graph/index.ts";
import { unbroadcast, type VjpRules } from "../vjp-rule.ts";

export const layoutRules: VjpRules<LayoutOp> = {
  Reshape: ({ graph, inputs, cotangents }) => [
    graph.op("Reshape", [cotangents[0] as Value], { shape: (inputs[0] as Value).type.shape }),
  ],
  Transpose: ({ graph, attributes, cotangents }) => {
    const perm = intsOf(attributes, "perm");
    return [graph.op("Transpose", [cotangents[0] as Value], { perm: perm.map((_, i) => perm.indexOf(i)) })];
  },
  Concat: ({ graph, inputs, attributes, cotangents }) => {
    const axis = numberOf(attributes, "axis");
    const sizes = inputs.map((input) => input.type.shape.at(axis) as number);
    return graph.node("Split", [cotangents[0] as Value], { axis, sizes });
  },
  Split: ({ graph, outputs, attributes, cotangents }) => {
    const parts = outputs.map((output, i) => cotangents[i] ?? graph.filled(output.type.shape, 0));
    return [graph.op("Concat", parts, { axis: numberOf(attributes, "axis") })];
  },
  Slice: ({ graph, inputs, attributes, cotangents }) => {
    const { shape } = (inputs[0] as Value).type;
    return [
      sliceAxes(shape, attributes).reduce(
        (dy, cut) => uncut(graph, dy, cut, shape[cut.axis] as number),
        cotangents[0] as Value,
      ),
    ];
  },
  Pad: ({ graph, attributes, cotangents }) => [
    graph.op("Pad", [cotangents[0] as Value], { pads: intsOf(attributes, "pads").map((pad) => -pad), value: 0 }),
  ],
  Expand: ({ graph, inputs, cotangents }) => [
    unbroadcast(graph, cotangents[0] as Value, (inputs[0] as Value).type.shape),
  ],
};

/** Puts the elements of one cut axis back at start, start + step, … of an axis of `size`, zeros between. */
function uncut(graph: GraphBuilder, dy: Value, { axis, start, step, count }: SliceAxis, size: number): Value {
  if (step < 0) {
    const mirrored = graph.op("Slice", [dy], { starts: [-1], ends: [-(2 ** 31)], axes: [axis], steps: [-1] });
    return uncut(graph, mirrored, { axis, start: start + (count - 1) * step, step: -step, count }, size);
  }
  const padAxis = (value: Value, at: number, before: number, after: number): Value => {
    if (before === 0 && after === 0) return value;
    const rank = value.type.shape.length;
    const pads = Array.from({ length: 2 * rank }, (_, i) => (i === at ? before : i === at + rank ? after : 0));
    return graph.op("Pad", [value], { pads, value: 0 });
  };
  if (step === 1) return padAxis(dy, axis, start, size - start - count);
  const { shape } = dy.type;
  const column = graph.op("Reshape", [dy], { shape: [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)] });
  const spaced = graph.op("Reshape", [padAxis(column, axis + 1, 0, step - 1)], {
    shape: [...shape.slice(0, axis), count * step, ...shape.slice(axis + 1)],
  });
  return padAxis(spaced, axis, start, size - start - count * step);
}
