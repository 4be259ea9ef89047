/** @file The intermediate representation: an immutable, ONNX-like graph in static single assignment form. */
import type { Tensor, TensorType } from "../tensor/index.ts";
import type { Attributes } from "./attributes.ts";
import type { OpType } from "./ops/index.ts";

/** Names a tensor inside one graph. */
export type ValueName = string;

/**
 * One operation. Static arguments that ONNX passes as int64 inputs (shapes, axes, pads, split sizes) are attributes
 * here, so that every type can be inferred without running anything; the encoder turns them into inputs again.
 */
export interface Node {
  readonly op: OpType;
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  readonly attributes: Attributes;
}

export interface Graph {
  readonly inputs: ReadonlyMap<ValueName, TensorType>;
  /** Distinct values, in the order a run returns them. */
  readonly outputs: readonly ValueName[];
  /** Topological order; every value has one producer. */
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<ValueName, Tensor>;
}
