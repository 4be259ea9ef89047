/** @file Cases of matrix products, reductions and normalisation. */
import { pick, type Rng, shuffled } from "../../../src/base/index.ts";
import type { Attributes, ProductOp, ReductionOp } from "../../../src/graph/index.ts";
import type { Tensor } from "../../../src/tensor/index.ts";
import { anyShape, between, broadcasting, type CaseMaker, coin, list, normal, spelled, uniform } from "./random.ts";

/** Two operands with matching inner dimension, transposed where the flags say. */
function operands(rng: Rng, batches: readonly number[][], { transA, transB }: Attributes): Tensor[] {
  const [m, k, n] = list(3, () => between(rng, 1, 5)) as [number, number, number];
  return [
    normal(rng, [...(batches[0] ?? []), ...(transA ? [k, m] : [m, k])]),
    normal(rng, [...(batches[1] ?? []), ...(transB ? [n, k] : [k, n])]),
  ];
}

const flags = (rng: Rng): Attributes => ({
  alpha: pick([1, 0.5], rng),
  ...(coin(rng) && { transA: rng.int(2), transB: rng.int(2) }),
});

export const productCases: { readonly [K in ProductOp]: CaseMaker } = {
  MatMul: (rng) => ({ inputs: operands(rng, coin(rng) ? broadcasting(rng, 2) : [], {}), attributes: {} }),
  FusedMatMul: (rng) => {
    const attributes = flags(rng);
    return { inputs: operands(rng, coin(rng) ? broadcasting(rng, 2) : [], attributes), attributes };
  },
  Gemm: (rng) => {
    const attributes: Attributes = { ...flags(rng), beta: pick([1, 2], rng) };
    const [a, b] = operands(rng, [], attributes) as [Tensor, Tensor];
    const rows = a.shape[attributes.transA ? 1 : 0] as number;
    const columns = b.shape[attributes.transB ? 0 : 1] as number;
    const bias = normal(rng, pick([[], [columns], [rows, 1], [rows, columns]], rng));
    return { inputs: coin(rng) ? [a, b, bias] : [a, b], attributes };
  },
};

const reduction: CaseMaker = (rng) => {
  const shape = anyShape(rng, 1);
  const axes = shuffled([...shape.keys()], rng)
    .slice(0, between(rng, 1, shape.length))
    .map((axis) => spelled(rng, axis, shape.length));
  return {
    inputs: [normal(rng, shape)],
    attributes: { ...(rng.int(4) > 0 && { axes }), ...(coin(rng) && { keepdims: rng.int(2) }) },
  };
};

const alongAxis =
  (attributes: (rng: Rng) => Attributes): CaseMaker =>
  (rng) => {
    const shape = anyShape(rng, 1);
    return {
      inputs: [normal(rng, shape)],
      attributes: { axis: spelled(rng, rng.int(shape.length), shape.length), ...attributes(rng) },
    };
  };

export const reductionCases: { readonly [K in ReductionOp]: CaseMaker } = {
  ReduceSum: reduction,
  ReduceMean: reduction,
  ReduceMax: reduction,
  ReduceSumSquare: reduction,
  ArgMax: alongAxis((rng) => ({ keepdims: rng.int(2) })),
  Softmax: alongAxis(() => ({})),
  LogSoftmax: alongAxis(() => ({})),
  BatchNormalization: (rng) => {
    const channels = between(rng, 1, 3);
    const training = coin(rng);
    return {
      inputs: [
        normal(rng, [between(rng, 2, 3), channels, ...(coin(rng) ? [3, 4] : [])]),
        normal(rng, [channels]),
        normal(rng, [channels]),
        normal(rng, [channels]),
        uniform(rng, [channels], 0.5, 2),
      ],
      attributes: {
        epsilon: pick([1e-5, 1e-3], rng),
        ...(training && { trainingMode: 1, momentum: pick([0, 0.9], rng) }),
      },
      outputs: training ? 3 : 1,
    };
  },
};
