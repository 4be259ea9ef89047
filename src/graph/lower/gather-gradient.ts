/** @file Gradient of picking rows by index (embeddings). */
import { sizeOf } from "../../tensor/index.ts";
import { numberOf } from "../attributes.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { OpNode } from "../graph.ts";

/** Up to so many rows a one-hot product is faster than scattering. ScatterND with add loses updates when it runs on several threads. */
const ONE_HOT_ROWS = 256;

/** Replaces GatherGradient(indices, dy): adds each row of dy to the row of the result its index names. */
export function lowerGatherGradient(node: OpNode, [indices, dy]: readonly Value[], graph: GraphBuilder): Value {
  const rows = numberOf(node.attributes, "rows");
  const shape = (dy as Value).type.shape;
  const picked = sizeOf((indices as Value).type.shape);
  const tail = shape.slice((indices as Value).type.shape.length);
  const flatIndices = graph.op("Reshape", [indices as Value], { shape: [picked] });
  const flatDy = graph.op("Reshape", [dy as Value], { shape: [picked, sizeOf(tail)] });
  if (rows <= ONE_HOT_ROWS) {
    const hot = flatIndices.type.dtype === "int64" ? flatIndices : graph.op("Cast", [flatIndices], { to: "int64" });
    const oneHot = graph.op("OneHot", [hot], { axis: -1, depth: rows });
    return graph.op("Reshape", [graph.op("Gemm", [oneHot, flatDy], { transA: 1 })], { shape: [rows, ...tail] });
  }
  const column = graph.op("Reshape", [flatIndices], { shape: [picked, 1] });
  const spread = graph.op("Expand", [column], { shape: [picked, sizeOf(tail)] });
  const empty = graph.filled([rows, sizeOf(tail)], 0);
  const summed = graph.op("ScatterElements", [empty, spread, flatDy], { axis: 0, reduction: "add" });
  return graph.op("Reshape", [summed], { shape: [rows, ...tail] });
}
