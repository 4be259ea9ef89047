/** @file Who reads which operator of ONNX. */
import { activationReaders } from "./ops/activations.ts";
import { constantReaders } from "./ops/constants.ts";
import { convolutionReaders } from "./ops/convolution.ts";
import { elementwiseReaders } from "./ops/elementwise.ts";
import { indexingReaders } from "./ops/indexing.ts";
import { layoutReaders } from "./ops/layout.ts";
import { lossReaders } from "./ops/loss.ts";
import { normalizationReaders } from "./ops/normalization.ts";
import { pad } from "./ops/pad.ts";
import { poolingReaders } from "./ops/pooling.ts";
import { productReaders } from "./ops/product.ts";
import { recurrentReaders } from "./ops/recurrent.ts";
import { reductionReaders } from "./ops/reduction.ts";
import { resizeReaders } from "./ops/resize.ts";
import { roundingReaders } from "./ops/rounding.ts";
import type { Reader, Readers } from "./reader.ts";

const readers: Readers = {
  ...elementwiseReaders,
  ...activationReaders,
  ...roundingReaders,
  ...layoutReaders,
  ...constantReaders,
  ...indexingReaders,
  ...reductionReaders,
  ...productReaders,
  ...convolutionReaders,
  ...poolingReaders,
  ...resizeReaders,
  ...normalizationReaders,
  ...recurrentReaders,
  ...lossReaders,
  Pad: pad,
};

/** Operators of ONNX that are read; beside them If, where its condition is known. */
export const importedOps: readonly string[] = [...Object.keys(readers), "If"].sort();

/** Who reads an operator; undefined for one that nobody does. */
export function readerOf(op: string): Reader | undefined {
  return Object.hasOwn(readers, op) ? readers[op] : undefined;
}
