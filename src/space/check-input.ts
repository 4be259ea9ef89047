/** @file Refuses tasks whose examples a space's networks cannot take. */
import { SpaceError } from "../base/index.ts";
import type { Task } from "../data/index.ts";

/** The kind of example networks take, by the rank of its shape. */
export type InputKind = "image" | "vector" | "any";

/** Checks the rank of a task's examples. @throws {SpaceError} naming the spaces that fit. */
export function checkInput(space: string, input: InputKind, task: Task): void {
  const rank = task.inputShape.length;
  if (input === "any" || rank === (input === "image" ? 3 : 1)) return;
  const expected =
    input === "image"
      ? "images [channels, height, width]; the mlp space fits tables"
      : "[features]; the conv-chain and nb201 spaces fit images";
  throw new SpaceError(
    `Cannot build a network of ${space}: examples have shape [${task.inputShape.join(", ")}], expected ${expected}`,
  );
}
