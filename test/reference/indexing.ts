/** @file Reference kernels: operations that pick or place elements by indices. */

import type { IndexingOp } from "../../src/graph/index.ts";
import { numberOf } from "../../src/graph/index.ts";
import { add, at, build, indicesOf, type Kernels, offsetOf, plain, positive, read, withAxis } from "./plain-tensor.ts";

export const indexing: Kernels<IndexingOp> = {
  Gather: ([data, indices], attributes, [type]) => {
    const axis = positive(numberOf(attributes, "axis", 0), data.shape.length);
    const rank = indices.shape.length;
    return [
      build(type, (index) => {
        const row = positive(read(indices, index.slice(axis, axis + rank)), at(data.shape, axis));
        return read(data, [...index.slice(0, axis), row, ...index.slice(axis + rank)]);
      }),
    ];
  },
  GatherElements: ([data, indices], attributes, [type]) => {
    const axis = positive(numberOf(attributes, "axis", 0), data.shape.length);
    return [
      build(type, (index) => {
        const picked = positive(read(indices, index), at(data.shape, axis));
        return read(data, withAxis(index, axis, picked));
      }),
    ];
  },
  ScatterElements: ([data, indices, updates], attributes, [type]) => {
    const axis = positive(numberOf(attributes, "axis", 0), data.shape.length);
    const result = plain(type.dtype, type.shape, data.data.slice());
    for (const index of indicesOf(indices.shape)) {
      const place = withAxis(index, axis, positive(read(indices, index), at(data.shape, axis)));
      if (attributes.reduction === "add") add(result, place, read(updates, index));
      else result.data[offsetOf(result.shape, place)] = read(updates, index);
    }
    return [result];
  },
  OneHot: ([indices], attributes, [type]) => {
    const axis = positive(numberOf(attributes, "axis", -1), type.shape.length);
    const depth = numberOf(attributes, "depth");
    return [
      build(type, (index) => {
        const hot = positive(
          read(
            indices,
            index.filter((_, i) => i !== axis),
          ),
          depth,
        );
        return Number(at(index, axis) === hot);
      }),
    ];
  },
  GatherGradient: ([indices, dy], _, [type]) => {
    const dx = plain(type.dtype, type.shape);
    const rank = indices.shape.length;
    for (const index of indicesOf(dy.shape)) {
      const row = positive(read(indices, index.slice(0, rank)), at(dx.shape, 0));
      add(dx, [row, ...index.slice(rank)], read(dy, index));
    }
    return [dx];
  },
};
