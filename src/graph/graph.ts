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
export interface OpNode {
  readonly op: OpType;
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  readonly attributes: Attributes;
}

/**
 * Runs one of several sub-graphs, at least two. A branch reads nothing but its inputs, which stand for the node's
 * captures by position, and its own constants; its names are its own. Its outputs are the `shared` ones, which every
 * branch returns with equal types, then those of this branch alone. An output of one branch alone is absent, an empty
 * tensor, from a run that picks another branch: it may only be an output of the whole graph or the input of Identity,
 * or be captured by another Switch with the same index, where only the same branch reads it. A branch may return such a
 * value of a Switch within it as one of its own, if it captures that Switch's index; it then exists where both run theirs.
 */
export interface SwitchNode {
  readonly op: "Switch";
  /** The index, an int64 scalar that picks a branch from 0 (any other number picks the last), then the captures. */
  readonly inputs: readonly ValueName[];
  /** The shared ones, then those of branch 0 alone, of branch 1 alone and so on. */
  readonly outputs: readonly ValueName[];
  /** None. */
  readonly attributes: Attributes;
  readonly branches: readonly Graph[];
  /** Number of outputs every branch returns. */
  readonly shared: number;
}

export type Node = OpNode | SwitchNode;

export interface Graph {
  readonly inputs: ReadonlyMap<ValueName, TensorType>;
  /** Distinct values, in the order a run returns them; at least one but for a branch. */
  readonly outputs: readonly ValueName[];
  /** Topological order; every value has one producer. */
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<ValueName, Tensor>;
}
