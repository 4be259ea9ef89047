/** @file What the op table says of one operation, and the checks its entries share. */
import { GraphError } from "../../base/index.ts";
import { type Dtype, normalizeAxis, type Shape, type TensorType } from "../../tensor/index.ts";
import type { AttributeKind, Attributes } from "../attributes.ts";

export interface OpSpec {
  /** "" is ONNX itself; "com.microsoft.nchwc" ops exist on some CPUs only, see `Target`; "espalier" ops serve differentiation only and must be lowered before encoding. */
  readonly domain: "" | "com.microsoft" | "com.microsoft.nchwc" | "espalier";
  /** Opset of the domain whose semantics are meant. */
  readonly since: number;
  /** Least and greatest number of inputs. */
  readonly arity: readonly [number, number];
  readonly attributes: Readonly<Record<string, AttributeKind>>;
  /** Number of outputs a node has at least, and where the builder is not told; default: all that `infer` gives. */
  readonly defaultOutputs?: number;
  /** Types of all possible outputs. @throws {GraphError} where types or attributes do not fit. */
  infer(inputs: readonly TensorType[], attributes: Attributes): TensorType[];
  /** Multiply-adds of one run; products of convolutions and matrices only, as NAS-Bench-201 counts. */
  flops?(inputs: readonly TensorType[], outputs: readonly TensorType[], attributes: Attributes): number;
}

/** Ends inference with an error; the caller adds the node's name. */
export function fail(found: string, expected: string): never {
  throw new GraphError(`${found}, expected ${expected}`);
}

/** Returns input `index`, which must be there. */
export function at(inputs: readonly TensorType[], index: number): TensorType {
  const type = inputs[index];
  if (type === undefined) fail(`input ${index} is missing`, "a value");
  return type;
}

export function float32(shape: Shape): TensorType {
  return { dtype: "float32", shape: [...shape] };
}

/** Checks that input `index` has the dtype. */
export function needDtype(inputs: readonly TensorType[], index: number, ...dtypes: readonly Dtype[]): TensorType {
  const type = at(inputs, index);
  if (!dtypes.includes(type.dtype)) fail(`input ${index} is ${type.dtype}`, dtypes.join(" or "));
  return type;
}

/** Checks that input `index` is float32, of the rank if one is given, and returns its shape. */
export function needFloat(inputs: readonly TensorType[], index: number, rank?: number): readonly number[] {
  const { shape } = needDtype(inputs, index, "float32");
  if (rank !== undefined && shape.length !== rank) fail(`input ${index} has shape [${shape}]`, `rank ${rank}`);
  return shape;
}

/** Maps an axis to [0, rank) or fails. */
export function needAxis(axis: number, rank: number): number {
  return normalizeAxis(axis, rank) ?? fail(`axis is ${axis}`, `within [${-rank}, ${rank})`);
}

/** Dimension `axis` of a shape known to have it. */
export function dim(shape: Shape, axis: number): number {
  return shape[axis] ?? fail(`shape is [${shape}]`, `a dimension ${axis}`);
}
