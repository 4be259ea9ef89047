/** @file The order of passes that makes a graph ready for the runtime. */
import type { Graph } from "../graph.ts";
import { lower } from "../lower/index.ts";
import { verify } from "../verify.ts";
import { eliminateCommonSubexpressions } from "./eliminate-common-subexpressions.ts";
import { eliminateDeadCode } from "./eliminate-dead-code.ts";

/** Lowers gradient operations, merges equal expressions and drops dead ones; verified after every pass. */
export function optimize(graph: Graph): Graph {
  return [eliminateDeadCode, lower, eliminateCommonSubexpressions, eliminateDeadCode].reduce((current, pass) => {
    const next = pass(current);
    verify(next);
    return next;
  }, graph);
}
