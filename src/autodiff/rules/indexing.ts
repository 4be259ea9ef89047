/** @file Rules of picking and placing by index. Indices themselves have no gradient. */
import { type IndexingOp, numberOf, type Value } from "../../graph/index.ts";
import type { VjpRules } from "../vjp-rule.ts";

export const indexingRules: VjpRules<IndexingOp> = {
  Gather: ({ graph, inputs, attributes, cotangents }) => {
    const [data, indices] = inputs as [Value, Value];
    const dy = cotangents[0] as Value;
    const rank = data.type.shape.length;
    const axis = (numberOf(attributes, "axis", 0) + rank) % rank;
    const rows = data.type.shape[axis] as number;
    if (axis === 0) return [graph.op("GatherGradient", [indices, dy], { rows })];
    // The axes of the indices come first for the adjoint, then the picked axis goes back to its place.
    const picked = indices.type.shape.map((_, i) => axis + i);
    const others = dy.type.shape.map((_, i) => i).filter((i) => !picked.includes(i));
    const leading = graph.op("Transpose", [dy], { perm: [...picked, ...others] });
    const summed = graph.op("GatherGradient", [indices, leading], { rows });
    const back = data.type.shape.map((_, i) => (i === axis ? 0 : i < axis ? i + 1 : i));
    return [graph.op("Transpose", [summed], { perm: back })];
  },
  GatherGradient: ({ graph, inputs, cotangents }) => [
    undefined,
    graph.op("Gather", [cotangents[0] as Value, inputs[0] as Value], { axis: 0 }),
  ],
  GatherElements: ({ graph, inputs, attributes, cotangents }) => {
    const [data, indices] = inputs as [Value, Value];
    const empty = graph.filled(data.type.shape, 0);
    const axis = numberOf(attributes, "axis", 0);
    return [graph.op("ScatterElements", [empty, indices, cotangents[0] as Value], { axis, reduction: "add" })];
  },
  ScatterElements: ({ graph, inputs, attributes, cotangents }) => {
    const [, indices, updates] = inputs as [Value, Value, Value];
    const dy = cotangents[0] as Value;
    const axis = numberOf(attributes, "axis", 0);
    const kept =
      attributes.reduction === "add"
        ? dy
        : graph.op("ScatterElements", [dy, indices, graph.filled(updates.type.shape, 0)], { axis, reduction: "none" });
    return [kept, undefined, graph.op("GatherElements", [dy, indices], { axis })];
  },
  OneHot: "no-gradient",
};
