/** @file Cases of ops that move, repeat or cut elements. */
import type { LayoutOp } from "../../../src/graph/index.ts";
import { integers, type OpCase, type OpCases, reals } from "../op-case.ts";

const slice = (
  shape: readonly number[],
  starts: number[],
  ends: number[],
  axes: number[] = starts.map((_, i) => i),
  steps: number[] = starts.map(() => 1),
): OpCase => ({ inputs: [reals(shape)], attributes: { starts, ends, axes, steps } });

const end = 2 ** 31;

export const layoutCases: OpCases<LayoutOp> = {
  Reshape: [
    { inputs: [reals([2, 3, 4])], attributes: { shape: [6, 4] } },
    { inputs: [reals([2, 3, 4])], attributes: { shape: [0, -1] } },
    { inputs: [reals([2, 3, 4])], attributes: { shape: [4, 0, 2] } },
    { inputs: [reals([2, 3])], attributes: { shape: [-1] } },
    { inputs: [reals([1, 1])], attributes: { shape: [] } },
    { inputs: [reals([])], attributes: { shape: [1, 1] } },
    { inputs: [integers([2, 3], 9)], attributes: { shape: [3, 2] } },
  ],
  Transpose: [
    { inputs: [reals([2, 3])], attributes: { perm: [1, 0] } },
    { inputs: [reals([2, 3, 4])], attributes: { perm: [2, 0, 1] } },
    { inputs: [reals([2, 3, 2, 2])], attributes: { perm: [0, 2, 3, 1] } },
    { inputs: [reals([2, 3])], attributes: { perm: [0, 1] } },
  ],
  Concat: [
    { inputs: [reals([2, 3]), reals([1, 3]), reals([3, 3])], attributes: { axis: 0 } },
    { inputs: [reals([2, 3]), reals([2, 1])], attributes: { axis: -1 } },
    { inputs: [reals([2, 1, 2]), reals([2, 3, 2])], attributes: { axis: 1 } },
    { inputs: [reals([2, 3])], attributes: { axis: 0 } },
  ],
  Split: [
    { inputs: [reals([6, 2])], attributes: { axis: 0, sizes: [1, 2, 3] } },
    { inputs: [reals([2, 5])], attributes: { axis: -1, sizes: [4, 1] } },
    { inputs: [reals([6, 2])], attributes: { axis: 0, sizes: [1, 2, 3] }, used: [0, 2] },
    { inputs: [reals([2, 3])], attributes: { axis: 1, sizes: [3] } },
  ],
  Slice: [
    slice([4, 5], [1, 0], [3, 4]),
    slice([4, 5], [-3], [-1], [-1]),
    slice([7], [0], [end], [0], [2]),
    slice([7], [1], [6], [0], [2]),
    slice([8, 3], [1, 0], [end, end], [0, 1], [3, 2]),
    slice([6], [-1], [-end], [0], [-1]),
    slice([7], [5], [0], [0], [-2]),
    slice([3, 6], [0, end], [2, -end], [0, 1], [1, -2]),
    slice([2, 5], [2], [1], [1], [-1]),
    slice([5], [0], [100]),
    slice([5, 2], [4], [0], [0], [-3]),
    { inputs: [reals([5, 2])], attributes: { starts: [1], ends: [4] } },
  ],
  Pad: [
    { inputs: [reals([2, 3])], attributes: { pads: [1, 0, 0, 2] } },
    { inputs: [reals([2, 3])], attributes: { pads: [1, 2, 1, 2], value: 1.5 } },
    { inputs: [reals([4, 5])], attributes: { pads: [-1, -2, 0, -1] } },
    { inputs: [reals([4, 5])], attributes: { pads: [-1, 2, 3, -3], value: -1 } },
    { inputs: [reals([6])], attributes: { pads: [2, -2] } },
  ],
  Expand: [
    { inputs: [reals([3, 1])], attributes: { shape: [3, 4] } },
    { inputs: [reals([3])], attributes: { shape: [2, 2, 3] } },
    { inputs: [reals([])], attributes: { shape: [2, 3] } },
    { inputs: [reals([])], attributes: { shape: [] } },
    { inputs: [reals([1, 2, 1])], attributes: { shape: [3, 2, 2] } },
    { inputs: [reals([2, 1])], attributes: { shape: [2, 1] } },
  ],
};
