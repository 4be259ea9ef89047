/** @file Tasks for network tests. */
import type { Task } from "../../src/data/index.ts";

/** Three classes of examples of this shape. */
export function taskOf(...inputShape: number[]): Task {
  return { kind: "classification", inputShape, outputs: 3, labels: ["a", "b", "c"] };
}
