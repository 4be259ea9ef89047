/**
 * @file Convolution on channel-blocked tensors, which ONNX Runtime's CPU build has for fixed block sizes. A blocked
 * value has the shape of the plain one, [N, C, H, W], but its elements stand in the order [N, C/b, H, W, b].
 */
import { sizeOf, type TensorType } from "../../tensor/index.ts";
import { type Attributes, numberOf } from "../attributes.ts";
import { convolutionOps } from "./convolution.ts";
import { dim, fail, float32, needFloat, type OpSpec } from "./op-spec.ts";
import { windowAttributes } from "./window.ts";

export type BlockedOp = "ReorderInput" | "ReorderOutput" | "BlockedConv";

const domain = "com.microsoft.nchwc";

function needBlocks(shape: readonly number[], attributes: Attributes): readonly number[] {
  const block = numberOf(attributes, "block");
  if (block < 1 || dim(shape, 1) % block !== 0)
    fail(`shape is [${shape}]`, `channels divisible by the block of ${block}`);
  return shape;
}

function reorder(attributes: OpSpec["attributes"]): OpSpec {
  return {
    domain,
    since: 1,
    arity: [1, 1],
    attributes,
    infer: (inputs, given) => [float32(needBlocks(needFloat(inputs, 0, 4), given))],
  };
}

export const blockedOps: { readonly [K in BlockedOp]: OpSpec } = {
  /** Plain to blocked. */
  ReorderInput: reorder({ block: "int" }),
  /** Blocked to plain; the runtime wants the number of channels told. */
  ReorderOutput: reorder({ block: "int", channels: "int" }),
  /**
   * Conv with a blocked result. Inputs x and w, both blocked, of Conv's shapes: w in the order [O/b, C/b, kh, kw, b of C,
   * b of O]; with fewer channels than a block x is plain and w [O/b, C, kh, kw, b of O]; depthwise w is [C/b, kh, kw, b].
   */
  BlockedConv: {
    domain,
    since: 1,
    arity: [2, 2],
    attributes: { ...windowAttributes, group: "int", block: "int" },
    infer: (inputs: readonly TensorType[], { block, ...attributes }: Attributes) => {
      const [y] = convolutionOps.Conv.infer(inputs, attributes) as [TensorType];
      return [float32(needBlocks(y.shape, { block: block as number }))];
    },
    flops: ([, w], [y]) => sizeOf(y?.shape ?? []) * sizeOf(w?.shape.slice(1) ?? []),
  },
};
