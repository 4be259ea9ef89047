/** @file What a node makes of the sum it receives, as a number and as part of a graph. */
import type { Value } from "../../graph/index.ts";
import { activation, type NetworkBuilder } from "../../nn/index.ts";

/** "sigmoid" is the paper's steep one, 1 / (1 + exp(-4.9 x)). */
export type Transfer = "sigmoid" | "tanh" | "relu" | "linear";

export const transfers: readonly Transfer[] = ["sigmoid", "tanh", "relu", "linear"];

/** Makes the sigmoid almost a step, between -0.5 and 0.5 almost linear (section 4.1 of the paper). */
const STEEPNESS = 4.9;

export function transferOf(kind: Transfer): (x: number) => number {
  switch (kind) {
    case "sigmoid":
      return (x) => 1 / (1 + Math.exp(-STEEPNESS * x));
    case "tanh":
      return Math.tanh;
    case "relu":
      return (x) => Math.max(0, x);
    case "linear":
      return (x) => x;
  }
}

export function appendTransfer(net: NetworkBuilder, x: Value, kind: Transfer): Value {
  if (kind === "linear") return x;
  return kind === "sigmoid"
    ? activation(net, net.op("Mul", [x, net.scalar(STEEPNESS)]), "sigmoid")
    : activation(net, x, kind);
}
