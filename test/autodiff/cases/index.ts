/** @file Cases of all ops: total over the op table. */
import type { BlockedOp, OpType } from "../../../src/graph/index.ts";
import type { OpCases } from "../op-case.ts";
import { convolutionCases } from "./convolution.ts";
import { elementwiseCases } from "./elementwise.ts";
import { indexingCases } from "./indexing.ts";
import { layoutCases } from "./layout.ts";
import { poolingCases } from "./pooling.ts";
import { productCases } from "./product.ts";
import { reductionCases } from "./reduction.ts";

/** Blocked operations come after differentiation and have no case. */
export const opCases: OpCases<Exclude<OpType, BlockedOp>> = {
  ...elementwiseCases,
  ...productCases,
  ...convolutionCases,
  ...poolingCases,
  ...layoutCases,
  ...indexingCases,
  ...reductionCases,
};
