/** @file The order of passes that makes a graph ready for the runtime. */
import type { Graph } from "../graph.ts";
import { lower } from "../lower/index.ts";
import type { Target } from "../target.ts";
import { verify } from "../verify.ts";
import { blockConvolutions } from "./block-convolutions.ts";
import { eliminateCommonSubexpressions } from "./eliminate-common-subexpressions.ts";
import { eliminateDeadCode } from "./eliminate-dead-code.ts";
import { fusePositiveMasks } from "./fuse-positive-masks.ts";
import { mergeReshapes } from "./merge-reshapes.ts";

/**
 * Lowers gradient operations, uses what the target has, merges reshapes and equal expressions and drops dead ones;
 * verified after every pass.
 *
 * @param target  Default: the portable operations alone. Another target changes results by rounding only.
 */
export function optimize(graph: Graph, target: Target = {}): Graph {
  const { block } = target;
  const passes: readonly ((graph: Graph) => Graph)[] = [
    eliminateDeadCode,
    (current) => lower(current, target),
    fusePositiveMasks,
    (current) => (block ? blockConvolutions(current, block) : current),
    mergeReshapes,
    eliminateCommonSubexpressions,
    eliminateDeadCode,
  ];
  return passes.reduce((current, pass) => {
    const next = pass(current);
    verify(next);
    return next;
  }, graph);
}
