/** @file What reads a node, and the steps that readers share. */
import type { GraphBuilder, Value } from "../../graph/index.ts";
import { type Shape, sameShape, sizeOf } from "../../tensor/index.ts";
import { unreadable } from "../unreadable.ts";
import type { ImportNode } from "./import-node.ts";
import { isSmall, type Known, type KnownDtype, known } from "./known.ts";
import type { Bound } from "./scope.ts";

/** Reads a node: appends what it means to the graph and returns what its outputs stand for. */
export type Reader = (node: ImportNode) => readonly Bound[];

export type Readers = Readonly<Record<string, Reader>>;

/** All inputs, if they are known and small. */
export function smallInputs(node: ImportNode): Known[] | undefined {
  const inputs = node.allKnown();
  return inputs?.every(({ shape }) => isSmall(shape)) ? inputs : undefined;
}

/** A scalar constant of the element type. */
export function scalarOf(node: ImportNode, dtype: KnownDtype, value: number): Value {
  return dtype === "float32" ? node.graph.scalar(value) : node.constant(known(dtype, [], [value]));
}

/** Splits a shape where an axis begins; the axis may be the rank. */
export function productsAround(shape: Shape, axis: number): [before: number, from: number] {
  return [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))];
}

/** Elements that one list made while reading may have. */
const LONGEST = 2 ** 18;

/** The numbers from 0. @throws {ModelError} if there are more than one reads for. */
export function countTo(count: number): number[] {
  if (!(count <= LONGEST)) unreadable("model", `a node needs a list of ${count} numbers`, `${LONGEST} at most`);
  return Array.from({ length: count }, (_, i) => i);
}

/** The value in another shape; itself where it has that. */
export function reshaped(graph: GraphBuilder, x: Value, shape: Shape): Value {
  return sameShape(x.type.shape, shape) ? x : graph.op("Reshape", [x], { shape: [...shape] });
}

/** The value with its axes in another order; itself where they are in that. */
export function transposed(graph: GraphBuilder, x: Value, perm: readonly number[]): Value {
  return perm.every((axis, i) => axis === i) ? x : graph.op("Transpose", [x], { perm: [...perm] });
}
