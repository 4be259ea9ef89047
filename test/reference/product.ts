/** @file Reference kernels: matrix products. */

import type { ProductOp } from "../../src/graph/index.ts";
import { type Attributes, numberOf } from "../../src/graph/index.ts";
import type { TensorType } from "../../src/tensor/index.ts";
import { at, build, type Kernels, type PlainTensor, readBroadcast } from "./plain-tensor.ts";

function multiply(a: PlainTensor, b: PlainTensor, attributes: Attributes, type: TensorType): PlainTensor {
  const transA = numberOf(attributes, "transA", 0);
  const transB = numberOf(attributes, "transB", 0);
  const alpha = numberOf(attributes, "alpha", 1);
  const inner = at(a.shape, a.shape.length - (transA ? 2 : 1));
  return build(type, (index) => {
    const batch = index.slice(0, -2);
    const [row, column] = index.slice(-2) as [number, number];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const x = readBroadcast(a, [...batch, ...(transA ? [k, row] : [row, k])]);
      sum += x * readBroadcast(b, [...batch, ...(transB ? [column, k] : [k, column])]);
    }
    return alpha * sum;
  });
}

export const product: Kernels<ProductOp> = {
  MatMul: ([a, b], _, [type]) => [multiply(a, b, {}, type)],
  FusedMatMul: ([a, b], attributes, [type]) => [multiply(a, b, attributes, type)],
  Gemm: (inputs, attributes, [type]) => {
    const [a, b] = inputs;
    const c = inputs.at(2);
    const y = multiply(a, b, attributes, type);
    const beta = numberOf(attributes, "beta", 1);
    return [c ? build(type, (index) => readBroadcast(y, index) + beta * readBroadcast(c, index)) : y];
  },
};
