/** @file Cases of matrix products. */
import type { ProductOp } from "../../../src/graph/index.ts";
import { type OpCase, type OpCases, reals } from "../op-case.ts";

const flags = [0, 1] as const;

/** All four ways to transpose, for operands [..., 2, 3] and [..., 3, 4] before it. */
const transposes = (batchA: readonly number[], batchB: readonly number[], more: OpCase["attributes"] = {}): OpCase[] =>
  flags.flatMap((transA) =>
    flags.map((transB) => ({
      inputs: [reals([...batchA, ...(transA ? [3, 2] : [2, 3])]), reals([...batchB, ...(transB ? [4, 3] : [3, 4])])],
      attributes: { ...more, transA, transB },
    })),
  );

export const productCases: OpCases<ProductOp> = {
  MatMul: [
    { inputs: [reals([2, 3]), reals([3, 4])] },
    { inputs: [reals([5, 2, 3]), reals([5, 3, 4])] },
    { inputs: [reals([5, 2, 3]), reals([3, 4])] },
    { inputs: [reals([2, 2, 2, 3]), reals([3, 4])] },
    { inputs: [reals([2, 3]), reals([5, 3, 4])] },
    { inputs: [reals([2, 1, 2, 3]), reals([3, 3, 4])] },
    { inputs: [reals([1, 2, 3]), reals([4, 3, 1])] },
  ],
  FusedMatMul: [
    { inputs: [reals([2, 3]), reals([3, 4])] },
    ...transposes([], []),
    ...transposes([3], [3], { alpha: 0.5 }),
    ...transposes([2, 1], [3]),
    ...transposes([3], []),
    ...transposes([], [3], { alpha: -2 }),
  ],
  Gemm: [
    { inputs: [reals([2, 3]), reals([3, 4])] },
    ...transposes([], []),
    ...transposes([], [], { alpha: 0.5 }),
    ...transposes([], [], { alpha: 0.5, beta: -1.5 }).map(({ inputs, attributes = {} }) => ({
      inputs: [...inputs, reals([4])],
      attributes,
    })),
    ...[[2, 4], [2, 1], [1, 4], [1], []].map((bias) => ({ inputs: [reals([2, 3]), reals([3, 4]), reals(bias)] })),
  ],
};
