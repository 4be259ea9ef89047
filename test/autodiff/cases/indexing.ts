/** @file Cases of ops that pick or place by index. */
import type { IndexingOp } from "../../../src/graph/index.ts";
import { given, integers, type OpCases, reals } from "../op-case.ts";

export const indexingCases: OpCases<IndexingOp> = {
  Gather: [
    { inputs: [reals([4, 3]), given([6], [0, 2, 2, 3, 0, 2], "int64")], attributes: { axis: 0 } },
    { inputs: [reals([4, 3]), given([2, 3], [0, 2, 2, 3, 0, 2], "int64")] },
    { inputs: [reals([3, 4, 2]), given([5], [3, 1, 1, 0, 1], "int64")], attributes: { axis: 1 } },
    { inputs: [reals([3, 4, 2]), given([2, 2], [3, 1, 1, 0], "int64")], attributes: { axis: 1 } },
    { inputs: [reals([2, 3, 4]), given([2, 2], [3, 1, 1, 0], "int64")], attributes: { axis: -1 } },
    { inputs: [reals([4, 3]), given([], [2], "int64")], attributes: { axis: 0 } },
    { inputs: [reals([4, 3]), given([], [2], "int64")], attributes: { axis: 1 } },
    { inputs: [reals([5]), given([4], [-1, 0, -1, 2], "int64")], attributes: { axis: 0 } },
    { inputs: [reals([4, 3]), given([3], [1, 1, 3], "int32")], attributes: { axis: 0 } },
    { inputs: [reals([300, 2]), integers([20], 300)], attributes: { axis: 0 } },
    { inputs: [reals([2, 300]), integers([3, 4], 300, 296)], attributes: { axis: 1 } },
    { inputs: [integers([5, 2], 9), given([3], [1, 1, 3], "int64")], attributes: { axis: 0 } },
  ],
  GatherElements: [
    { inputs: [reals([4, 3]), integers([2, 3], 4)], attributes: { axis: 0 } },
    { inputs: [reals([4, 3]), integers([4, 5], 3)], attributes: { axis: 1 } },
    { inputs: [reals([2, 3, 4]), integers([2, 2, 3], 4, -4)], attributes: { axis: -1 } },
    { inputs: [reals([6]), given([5], [0, 0, 5, -1, 2], "int64")] },
  ],
  ScatterElements: [
    {
      inputs: [reals([4, 3]), given([2, 3], [0, 2, 1, 3, 0, 2], "int64"), reals([2, 3])],
      attributes: { axis: 0, reduction: "none" },
    },
    { inputs: [reals([2, 4]), given([2, 2], [3, 0, 1, 2], "int64"), reals([2, 2])], attributes: { axis: 1 } },
    {
      inputs: [reals([4, 3]), given([3, 3], [0, 2, 1, 0, 2, 1, 3, 2, 3], "int64"), reals([3, 3])],
      attributes: { axis: 0, reduction: "add" },
    },
    {
      inputs: [reals([2, 4]), given([2, 3], [1, -1, 1, 0, 0, 0], "int64"), reals([2, 3])],
      attributes: { axis: -1, reduction: "add" },
    },
  ],
  OneHot: [
    { inputs: [integers([4], 3)], attributes: { axis: -1, depth: 3 } },
    { inputs: [integers([2, 3], 4)], attributes: { axis: 0, depth: 4 } },
    { inputs: [integers([2, 3], 4)], attributes: { axis: 1, depth: 5 } },
    { inputs: [given([3], [-1, 0, 2], "int64")], attributes: { depth: 3 } },
  ],
  GatherGradient: [
    { inputs: [given([5], [0, 2, 2, 3, 0], "int64"), reals([5, 3])], attributes: { rows: 4 } },
    { inputs: [given([2, 2], [0, 2, 2, -1], "int64"), reals([2, 2, 3, 2])], attributes: { rows: 4 } },
    { inputs: [given([3], [0, 2, 2], "int64"), reals([3])], attributes: { rows: 4 } },
    { inputs: [integers([20], 300, 290), reals([20, 2])], attributes: { rows: 300 } },
    { inputs: [given([3], [0, 2, -1], "int32"), reals([3])], attributes: { rows: 4 } },
    { inputs: [given([3], [0, 299, -1], "int32"), reals([3])], attributes: { rows: 300 } },
  ],
};
