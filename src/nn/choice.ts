/** @file Places of a network where one of several branches runs: what weight-sharing searches train. */
import { InputError } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import { sameShape } from "../tensor/index.ts";
import type { ChoiceBranch, NetworkBuilder } from "./network-builder.ts";

/**
 * Appends a choice: one of several branches runs, as an input of the network tells (`pathFeeds`). What a branch declares
 * (parameters, normalisations, noises, choices of its own) belongs to it, and to no other.
 *
 * @param name  Unique in the network.
 * @param inputs  What the branches may read of the network around them, at least one value.
 * @param branches  At least two, whose results have equal shapes.
 * @returns The result of the branch that runs.
 * @throws {InputError} naming the choice, where these are not so. @throws {GraphError} if the name is taken.
 */
export function choice(
  net: NetworkBuilder,
  name: string,
  inputs: readonly Value[],
  branches: readonly ChoiceBranch[],
): Value {
  const refuse = (found: string, expected: string): never => {
    throw new InputError(`Cannot add choice ${name}: ${found}, expected ${expected}`);
  };
  if (name === "") refuse("its name is empty", "a name");
  const [first, ...rest] = inputs;
  if (!first) return refuse("it has no inputs", "at least one");
  if (branches.length < 2) refuse(`it has ${branches.length} branches`, "at least 2");
  let known: Value | undefined;
  const checked = branches.map(
    (build, b): ChoiceBranch =>
      (branch, ...given) => {
        const result = build(branch, ...given);
        known ??= result;
        const [found, expected] = [result.type, known.type];
        if (found.dtype !== expected.dtype || !sameShape(found.shape, expected.shape))
          refuse(
            `branch ${b} gives ${found.dtype} [${found.shape}]`,
            `${expected.dtype} [${expected.shape}] as branch 0 does`,
          );
        return result;
      },
  );
  return net.switch(name, [first, ...rest], checked);
}
