/** @file The op table: total over `OpType`, so that a new op does not compile without its types. */
import { type BlockedOp, blockedOps } from "./blocked.ts";
import { type ConvolutionOp, convolutionOps } from "./convolution.ts";
import { type ElementwiseOp, elementwiseOps } from "./elementwise.ts";
import { type IndexingOp, indexingOps } from "./indexing.ts";
import { type LayoutOp, layoutOps } from "./layout.ts";
import type { OpSpec } from "./op-spec.ts";
import { type PoolingOp, poolingOps } from "./pooling.ts";
import { type ProductOp, productOps } from "./product.ts";
import { type ReductionOp, reductionOps } from "./reduction.ts";

export type OpType =
  | BlockedOp
  | ElementwiseOp
  | ProductOp
  | ConvolutionOp
  | PoolingOp
  | LayoutOp
  | IndexingOp
  | ReductionOp;

export const ops: { readonly [K in OpType]: OpSpec } = {
  ...elementwiseOps,
  ...blockedOps,
  ...productOps,
  ...convolutionOps,
  ...poolingOps,
  ...layoutOps,
  ...indexingOps,
  ...reductionOps,
};

/** True if the name is an op of the table. */
export function isOpType(name: string): name is OpType {
  return Object.hasOwn(ops, name);
}

export { type SliceAxis, sliceAxes } from "./layout.ts";
export type { OpSpec } from "./op-spec.ts";
export { slide, type Window, windowOf } from "./window.ts";
export type { BlockedOp, ConvolutionOp, ElementwiseOp, IndexingOp, LayoutOp, PoolingOp, ProductOp, ReductionOp };
