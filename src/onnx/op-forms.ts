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
  /** Returns undefined where the IR cannot say what the tensor says. */
  read(value: Tensor): Attribute | undefined;
}

export interface OpForm {
  /** Name in ONNX, where it is not the IR's. */
  readonly opType?: string;
  /** Attributes of the IR that ONNX does not have. */
  readonly omitted?: readonly string[];
  readonly operands?: readonly Operand[];
  /** Operands in opset 18 and later only; attributes before. */
  readonly operandsSince18?: readonly Operand[];
  /** A constant input that is no attribute of the IR, because it is always the same. */
  readonly constant?: { readonly position: number; readonly value: Tensor };
  /** ONNX attributes always written, and required with just these values when read. */
  readonly fixed?: Readonly<Record<string, number | string>>;
  /** ONNX attributes never written, and accepted with these values only (their defaults). */
  readonly accepted?: Readonly<Record<string, number | string>>;
}

const ints = (attribute: string, position: number): Operand => ({
  attribute,
  position,
  write: (value) => tensor("int64", [(value as readonly number[]).length], value as readonly number[]),
  read: integers,
});

const window = { auto_pad: "NOTSET", storage_order: 0, ceil_mode: 0 };

const forms: Readonly<Record<string, OpForm>> = {
  ReorderInput: { omitted: ["block"] },
  ReorderOutput: { omitted: ["block"] },
  BlockedConv: { opType: "Conv", omitted: ["block"] },
  Conv: { accepted: { auto_pad: "NOTSET" } },
  ConvTranspose: { accepted: { auto_pad: "NOTSET" } },
  MaxPool: { accepted: window },
  AveragePool: { accepted: window },
  Reshape: { operands: [ints("shape", 1)], accepted: { allowzero: 0 } },
  Expand: { operands: [ints("shape", 1)] },
  Split: { operands: [ints("sizes", 1)] },
  Slice: { operands: [ints("starts", 1), ints("ends", 2), ints("axes", 3), ints("steps", 4)] },
  ReduceSum: { operands: [ints("axes", 1)], accepted: { noop_with_empty_axes: 0 } },
  ReduceMean: { operandsSince18: [ints("axes", 1)], accepted: { noop_with_empty_axes: 0 } },
  ReduceMax: { operandsSince18: [ints("axes", 1)], accepted: { noop_with_empty_axes: 0 } },
  ReduceSumSquare: { operandsSince18: [ints("axes", 1)], accepted: { noop_with_empty_axes: 0 } },
  ArgMax: { accepted: { select_last_index: 0 } },
  FusedMatMul: { accepted: { transBatchA: 0, transBatchB: 0 } },
  Pad: {
    operands: [
      ints("pads", 1),
      {
        attribute: "value",
        position: 2,
        write: (value, dtype) => tensor(dtype, [], [value as number]),
        read: ({ data }) => (data.length === 1 ? Number(data[0]) : undefined),
      },
    ],
    accepted: { mode: "constant" },
  },
  Resize: {
    operands: [
      {
        attribute: "scales",
        position: 2,
        write: (value) => tensor("float32", [4], [1, 1, ...(value as readonly number[])]),
        read: ({ data }) => {
          const [batch, channels, ...scales] = Array.from(data as ArrayLike<number | bigint>, Number);
          return batch === 1 && channels === 1 && scales.every(Number.isSafeInteger) ? scales : undefined;
        },
      },
    ],
    fixed: { coordinate_transformation_mode: "asymmetric", mode: "nearest", nearest_mode: "floor" },
    accepted: { cubic_coeff_a: -0.75, exclude_outside: 0, extrapolation_value: 0 },
  },
  OneHot: {
    operands: [
      {
        attribute: "depth",
        position: 1,
        write: (value) => tensor("int64", [], [value as number]),
        read: (value) => integers(value)?.[0],
      },
    ],
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

// Exporters write the greatest int64 for "to the end"; the IR holds safe integers only.
function integers({ dtype, data }: Tensor): number[] | undefined {
  if (dtype !== "int64" && dtype !== "int32") return undefined;
  return Array.from(data as ArrayLike<number | bigint>, (value) =>
    Math.min(Math.max(Number(value), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER),
  );
}
