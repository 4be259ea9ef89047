/** @file Where the ONNX form of an op differs from the IR's beyond the spelling of its attributes. */
import type { Attribute } from "../graph/index.ts";
import { type Dtype, type Tensor, tensor } from "../tensor/index.ts";

/** An attribute of the IR that ONNX takes as a constant input. */
export interface Operand {
  readonly attribute: string;
  /** Index among the ONNX node's inputs. */
  readonly position: number;
  /** @param dtype  Dtype of the node's first input. */
  write(value: Attribute, dtype: Dtype): Tensor;
}

export interface OpForm {
  /** Name in ONNX, where it is not the IR's. */
  readonly opType?: string;
  /** Attributes of the IR that ONNX does not have. */
  readonly omitted?: readonly string[];
  readonly operands?: readonly Operand[];
  /** A constant input that is no attribute of the IR, because it is always the same. */
  readonly constant?: { readonly position: number; readonly value: Tensor };
  /** ONNX attributes always written. */
  readonly fixed?: Readonly<Record<string, number | string>>;
}

const ints = (attribute: string, position: number): Operand => ({
  attribute,
  position,
  write: (value) => tensor("int64", [(value as readonly number[]).length], value as readonly number[]),
});

const forms: Readonly<Record<string, OpForm>> = {
  ReorderInput: { omitted: ["block"] },
  ReorderOutput: { omitted: ["block"] },
  BlockedConv: { opType: "Conv", omitted: ["block"] },
  Reshape: { operands: [ints("shape", 1)] },
  Expand: { operands: [ints("shape", 1)] },
  Split: { operands: [ints("sizes", 1)] },
  Slice: { operands: [ints("starts", 1), ints("ends", 2), ints("axes", 3), ints("steps", 4)] },
  ReduceSum: { operands: [ints("axes", 1)] },
  Pad: {
    operands: [
      ints("pads", 1),
      { attribute: "value", position: 2, write: (value, dtype) => tensor(dtype, [], [value as number]) },
    ],
  },
  Resize: {
    operands: [
      {
        attribute: "scales",
        position: 2,
        write: (value) => tensor("float32", [4], [1, 1, ...(value as readonly number[])]),
      },
    ],
    fixed: { coordinate_transformation_mode: "asymmetric", mode: "nearest", nearest_mode: "floor" },
  },
  OneHot: {
    operands: [{ attribute: "depth", position: 1, write: (value) => tensor("int64", [], [value as number]) }],
    constant: { position: 2, value: tensor("float32", [2], [0, 1]) },
  },
};

/** The ONNX form of an op; empty where it is the IR's own. */
export function formOf(op: string): OpForm {
  return forms[op] ?? {};
}

/** Spells an attribute as ONNX does: kernelShape is kernel_shape; transA, a flag of one letter, stays. */
export function onnxName(attribute: string): string {
  return attribute.replace(/[A-Z](?=[a-z])/g, (letter) => `_${letter.toLowerCase()}`);
}
