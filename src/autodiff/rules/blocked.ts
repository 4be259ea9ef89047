/** @file Blocked operations come after differentiation: what has them is made ready for a runtime. */
import { GraphError } from "../../base/index.ts";
import type { BlockedOp } from "../../graph/index.ts";
import type { VjpRules } from "../vjp-rule.ts";

function refuse(): never {
  throw new GraphError("Cannot differentiate a blocked operation: expected the graph as it was before `optimize`");
}

export const blockedRules: VjpRules<BlockedOp> = { ReorderInput: refuse, ReorderOutput: refuse, BlockedConv: refuse };
