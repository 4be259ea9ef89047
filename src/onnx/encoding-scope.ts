/** @file What encoding a node needs to know of the graph around it, and keeps of the model. */
import type { ValueName } from "../graph/index.ts";
import type { TensorType } from "../tensor/index.ts";
import type { OperandStore } from "./operand-store.ts";

export interface EncodingScope {
  readonly types: ReadonlyMap<ValueName, TensorType>;
  /** Names of values in the model. */
  readonly names: (name: ValueName) => string;
  readonly operands: OperandStore;
  /** Receives the domains of all nodes. */
  readonly domains: Set<string>;
  /** Begins the names of all nodes. */
  readonly prefix: string;
}
