/** @file Rules of matrix products: with C = A B, dA = dC Bᵀ and dB = Aᵀ dC, transposed back where an operand was. */
import { type GraphBuilder, numberOf, type ProductOp, type Value } from "../../graph/index.ts";
import { sizeOf } from "../../tensor/index.ts";
import { unbroadcast, type VjpContext, type VjpRules } from "../vjp-rule.ts";

interface Operand {
  readonly value: Value;
  readonly transposed: number;
}

/** alpha · op(left) · op(right), by the standard operation where both are matrices. */
function multiply(graph: GraphBuilder, left: Operand, right: Operand, alpha: number): Value {
  const op = left.value.type.shape.length === 2 && right.value.type.shape.length === 2 ? "Gemm" : "FusedMatMul";
  return graph.op(op, [left.value, right.value], { alpha, transA: left.transposed, transB: right.transposed });
}

function productGradients(
  context: VjpContext,
  alpha: number,
  transA: number,
  transB: number,
): readonly (Value | undefined)[] {
  const { graph, inputs, cotangents, needed } = context;
  const [a, b] = inputs as [Value, Value];
  const dy = cotangents[0] as Value;
  const plain = (value: Value): Operand => ({ value, transposed: 0 });
  const da = (): Value =>
    transA
      ? multiply(graph, { value: b, transposed: transB }, { value: dy, transposed: 1 }, alpha)
      : multiply(graph, plain(dy), { value: b, transposed: 1 - transB }, alpha);
  const db = (): Value =>
    transB
      ? multiply(graph, { value: dy, transposed: 1 }, { value: a, transposed: transA }, alpha)
      : multiply(graph, { value: a, transposed: 1 - transA }, plain(dy), alpha);
  return [
    needed[0] ? unbroadcast(graph, da(), a.type.shape) : undefined,
    needed[1] ? (weightGradient(context, alpha, transA, transB) ?? unbroadcast(graph, db(), b.type.shape)) : undefined,
  ];
}

/** A batch of matrices times one weight matrix: one product over all rows instead of a batch of gradients to add up. */
function weightGradient(
  { graph, inputs, cotangents }: VjpContext,
  alpha: number,
  transA: number,
  transB: number,
): Value | undefined {
  const [a, b] = inputs as [Value, Value];
  if (b.type.shape.length !== 2 || a.type.shape.length < 3 || transA || transB) return undefined;
  const rows = (value: Value): Value =>
    graph.op("Reshape", [value], { shape: [sizeOf(value.type.shape.slice(0, -1)), value.type.shape.at(-1) as number] });
  return graph.op("Gemm", [rows(a), rows(cotangents[0] as Value)], { alpha, transA: 1 });
}

export const productRules: VjpRules<ProductOp> = {
  MatMul: (context) => productGradients(context, 1, 0, 0),
  FusedMatMul: (context) => {
    const { attributes } = context;
    return productGradients(
      context,
      numberOf(attributes, "alpha", 1),
      numberOf(attributes, "transA", 0),
      numberOf(attributes, "transB", 0),
    );
  },
  Gemm: (context) => {
    const { graph, inputs, attributes, cotangents, needed } = context;
    const alpha = numberOf(attributes, "alpha", 1);
    const factors = productGradients(
      context,
      alpha,
      numberOf(attributes, "transA", 0),
      numberOf(attributes, "transB", 0),
    );
    const [, , bias] = inputs;
    if (!bias || !needed[2]) return factors;
    const beta = numberOf(attributes, "beta", 1);
    const summed = unbroadcast(graph, cotangents[0] as Value, bias.type.shape);
    return [...factors, beta === 1 ? summed : graph.op("Mul", [summed, graph.scalar(beta)])];
  },
};
