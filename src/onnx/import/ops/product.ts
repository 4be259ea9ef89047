/** @file Readers of matrix products. */
import type { Value } from "../../../graph/index.ts";
import type { ImportNode } from "../import-node.ts";
import type { Reader, Readers } from "../reader.ts";
import { einsum } from "./einsum.ts";

const gemm: Reader = (node) => {
  // Before opset 7 the third input broadcasts only where it says so; where it need not, that changes nothing.
  if (node.since < 7) node.flag("broadcast");
  needFloats(node);
  return node.direct("Gemm", node.values(), {
    ...(node.gives("alpha") && { alpha: node.float("alpha", 1) }),
    ...(node.gives("beta") && { beta: node.float("beta", 1) }),
    ...(node.gives("transA") && { transA: Number(node.int("transA", 0) !== 0) }),
    ...(node.gives("transB") && { transB: Number(node.int("transB", 0) !== 0) }),
  });
};

/** Vectors are matrices of one row or column, which the result has not. */
const matMul: Reader = (node) => {
  const { graph } = node;
  needFloats(node);
  const [a, b] = [node.value(0), node.value(1)];
  const [left, right] = [a.type.shape, b.type.shape];
  if (left.length < 1 || right.length < 1) node.fail(`multiplies [${left}] and [${right}]`, "rank 1 or more");
  if (left.length > 1 && right.length > 1) return node.direct("MatMul", [a, b], {});
  const matrix = (value: Value, shape: readonly number[]): Value => graph.op("Reshape", [value], { shape });
  const product = graph.op("MatMul", [
    left.length > 1 ? a : matrix(a, [1, ...left]),
    right.length > 1 ? b : matrix(b, [...right, 1]),
  ]);
  const { shape } = product.type;
  const rows = left.length > 1 ? shape.slice(-2, -1) : [];
  const columns = right.length > 1 ? shape.slice(-1) : [];
  return [matrix(product, [...shape.slice(0, -2), ...rows, ...columns])];
};

function needFloats(node: ImportNode): void {
  const dtype = node.dtypeOf(0);
  if (dtype !== "float32") node.fail(`multiplies ${dtype}`, "float32");
}

export const productReaders: Readers = { Gemm: gemm, MatMul: matMul, Einsum: einsum };
