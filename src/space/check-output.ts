/** @file Refuses networks that do not answer what a task asks. */
import { SpaceError } from "../base/index.ts";
import type { Task } from "../data/index.ts";
import { inferTypes, type Network } from "../graph/index.ts";

/**
 * Checks that a network ends in rows of one number for each class or target: anything else would be scored as garbage.
 *
 * @throws {SpaceError} naming what the network ends in.
 */
export function checkOutput(space: string, network: Network, task: Task): void {
  const shape = inferTypes(network.graph).get(network.output)?.shape ?? [];
  if (shape.length === 2 && shape[1] === task.outputs) return;
  const what = task.kind === "classification" ? "class" : "target";
  throw new SpaceError(
    `Cannot use a network of ${space}: it ends in [${shape.join(", ")}], expected [batch, ${task.outputs}], one number for each ${what}`,
  );
}
