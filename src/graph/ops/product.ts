/** @file Matrix products. */
import { broadcastShapes, type Shape, sizeOf } from "../../tensor/index.ts";
import { type Attributes, numberOf } from "../attributes.ts";
import { dim, fail, float32, needFloat, type OpSpec } from "./op-spec.ts";

export type ProductOp = "MatMul" | "Gemm" | "FusedMatMul";

function transposed(shape: Shape, flag: number): readonly number[] {
  if (shape.length < 2) fail(`an operand has shape [${shape}]`, "rank 2 or more");
  return flag ? [...shape.slice(0, -2), dim(shape, shape.length - 1), dim(shape, shape.length - 2)] : shape;
}

function product(a: Shape, b: Shape): number[] {
  const inner = dim(a, a.length - 1);
  if (inner !== dim(b, b.length - 2)) fail(`operands have shapes [${a}] and [${b}]`, "equal inner dimensions");
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (!batch) fail(`operands have shapes [${a}] and [${b}]`, "batch dimensions that broadcast");
  return [...batch, dim(a, a.length - 2), dim(b, b.length - 1)];
}

const isTransposed = (attributes: Attributes, name: string): number => numberOf(attributes, name, 0);

export const productOps: { readonly [K in ProductOp]: OpSpec } = {
  MatMul: {
    domain: "",
    since: 13,
    arity: [2, 2],
    attributes: {},
    infer: (inputs) => [float32(product(transposed(needFloat(inputs, 0), 0), transposed(needFloat(inputs, 1), 0)))],
    flops: ([a], [y]) => sizeOf(y?.shape ?? []) * (a?.shape.at(-1) ?? 0),
  },
  FusedMatMul: {
    domain: "com.microsoft",
    since: 1,
    arity: [2, 2],
    attributes: { alpha: "float", transA: "flag", transB: "flag" },
    infer: (inputs, attributes) => [
      float32(
        product(
          transposed(needFloat(inputs, 0), isTransposed(attributes, "transA")),
          transposed(needFloat(inputs, 1), isTransposed(attributes, "transB")),
        ),
      ),
    ],
    flops: ([a], [y], attributes) =>
      sizeOf(y?.shape ?? []) * (a?.shape.at(isTransposed(attributes, "transA") ? -2 : -1) ?? 0),
  },
  Gemm: {
    domain: "",
    since: 13,
    arity: [2, 3],
    attributes: { alpha: "float", beta: "float", transA: "flag", transB: "flag" },
    infer: (inputs, attributes) => {
      const a = transposed(needFloat(inputs, 0, 2), isTransposed(attributes, "transA"));
      const b = transposed(needFloat(inputs, 1, 2), isTransposed(attributes, "transB"));
      const shape = product(a, b);
      if (inputs.length === 3) {
        const bias = needFloat(inputs, 2);
        const sum = broadcastShapes(shape, bias);
        if (sum?.some((d, i) => d !== shape[i]) ?? true)
          fail(`bias has shape [${bias}]`, `one that broadcasts to [${shape}]`);
      }
      return [float32(shape)];
    },
    flops: ([a], [y], attributes) =>
      sizeOf(y?.shape ?? []) * (a?.shape.at(isTransposed(attributes, "transA") ? -2 : -1) ?? 0),
  },
};
