/** @file Reference kernels: operations that move, repeat or cut elements. */

import type { LayoutOp } from "../../src/graph/index.ts";
import { intsOf, numberOf } from "../../src/graph/index.ts";
import { at, build, type Kernels, positive, read, readBroadcast, withAxis } from "./plain-tensor.ts";

export const layout: Kernels<LayoutOp> = {
  Reshape: ([x], _, [type]) => [{ ...type, data: x.data.slice() }],
  Expand: ([x], _, [type]) => [build(type, (index) => readBroadcast(x, index))],
  Transpose: ([x], attributes, [type]) => {
    const perm = intsOf(attributes, "perm");
    return [
      build(type, (index) =>
        read(
          x,
          index.map((_, axis) => at(index, perm.indexOf(axis))),
        ),
      ),
    ];
  },
  Concat: (inputs, attributes, [type]) => {
    const axis = positive(numberOf(attributes, "axis"), type.shape.length);
    return [
      build(type, (index) => {
        let i = at(index, axis);
        for (const input of inputs) {
          const size = at(input.shape, axis);
          if (i < size) return read(input, withAxis(index, axis, i));
          i -= size;
        }
        throw new RangeError(`index ${index} is beyond all inputs`);
      }),
    ];
  },
  Split: ([x], attributes, types) => {
    const axis = positive(numberOf(attributes, "axis"), x.shape.length);
    const sizes = intsOf(attributes, "sizes");
    return types.map((type, part) => {
      const start = sizes.slice(0, part).reduce((a, b) => a + b, 0);
      return build(type, (index) => read(x, withAxis(index, axis, start + at(index, axis))));
    });
  },
  Slice: ([x], attributes, [type]) => {
    const starts = intsOf(attributes, "starts");
    const axes = intsOf(attributes, "axes", [...starts.keys()]).map((axis) => positive(axis, x.shape.length));
    const steps = intsOf(attributes, "steps", Array(starts.length).fill(1));
    return [
      build(type, (index) => {
        const from = [...index];
        axes.forEach((axis, i) => {
          const size = at(x.shape, axis);
          const step = at(steps, i);
          const wrapped = at(starts, i) < 0 ? at(starts, i) + size : at(starts, i);
          // A start beyond the end is the last element when walking back, and selects none when walking on.
          const start = Math.min(Math.max(wrapped, 0), step < 0 ? size - 1 : size);
          from[axis] = start + step * at(index, axis);
        });
        return read(x, from);
      }),
    ];
  },
  Pad: ([x], attributes, [type]) => {
    const pads = intsOf(attributes, "pads");
    const value = numberOf(attributes, "value", 0);
    return [
      build(type, (index) => {
        const from = index.map((i, axis) => i - at(pads, axis));
        return from.every((i, axis) => i >= 0 && i < at(x.shape, axis)) ? read(x, from) : value;
      }),
    ];
  },
};
