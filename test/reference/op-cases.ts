/** @file Random cases of every op of the table: small shapes, all attributes. */
import { createRng } from "../../src/base/index.ts";
import { type BlockedOp, type Graph, GraphBuilder, type OpType, ops } from "../../src/graph/index.ts";
import type { Tensor } from "../../src/tensor/index.ts";
import { elementwiseCases } from "./cases/elementwise.ts";
import { indexingCases, layoutCases } from "./cases/layout.ts";
import { productCases, reductionCases } from "./cases/product.ts";
import type { CaseMaker, OpCase } from "./cases/random.ts";
import { convolutionCases, poolingCases } from "./cases/window.ts";

/** Ops of every runtime; blocked ones have a test of their own where the CPU has them. */
export type PortableOp = Exclude<OpType, BlockedOp>;

export const portableOps: readonly PortableOp[] = (Object.keys(ops) as OpType[]).filter(
  (op): op is PortableOp => ops[op].domain !== "com.microsoft.nchwc",
);

const makers: { readonly [K in PortableOp]: CaseMaker } = {
  ...elementwiseCases,
  ...layoutCases,
  ...indexingCases,
  ...productCases,
  ...reductionCases,
  ...convolutionCases,
  ...poolingCases,
};

/** Draws a case of an op; equal seeds give equal cases. */
export function opCase(op: PortableOp, seed: number): OpCase {
  return makers[op](createRng(`${op} ${seed}`));
}

/** The graph of one node, its inputs as graph inputs in0, in1, …, and what to feed it. */
export function graphOfCase(
  op: OpType,
  { inputs, attributes, outputs }: OpCase,
): {
  graph: Graph;
  feeds: Record<string, Tensor>;
} {
  const builder = new GraphBuilder();
  const values = inputs.map(({ dtype, shape }, i) => builder.input(`in${i}`, { dtype, shape }));
  const graph = builder.build(builder.node(op, values, attributes, outputs));
  return { graph, feeds: Object.fromEntries(inputs.map((value, i) => [`in${i}`, value])) };
}
