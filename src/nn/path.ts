/** @file Paths through a network with choices: one branch for each choice. */
import { InputError } from "../base/index.ts";
import type { BranchName, Network, Owned, ValueName } from "../graph/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";

/** A branch, from 0, for each choice by its name. Choices within branches that are not taken may be left out. */
export type Path = Readonly<Record<string, number>>;

/**
 * The inputs that make a run of a network's graphs (training step, inference, statistics) take a path.
 *
 * @throws {InputError} naming the choice that is unknown, missing or has no such branch.
 */
export function pathFeeds(network: Network, path: Path): Record<ValueName, Tensor<"int64">> {
  checkPath(network, path);
  const pick = (name: string): number => path[name] ?? 0;
  return Object.fromEntries(network.choices.map(({ name, index }) => [index, tensor("int64", [], [pick(name)])]));
}

/** True if a path has what belongs to this owner: a parameter, a normalisation, a noise, a choice of the network. */
export function isOnPath(network: Network, path: Path, { owner }: Owned): boolean {
  return ownersOf(network, owner).every(({ choice, branch }) => path[choice] === branch);
}

/** A branch and those around it, outermost first; none for what all paths share. */
export function ownersOf({ choices }: Network, owner: BranchName | undefined): BranchName[] {
  const owners: BranchName[] = [];
  for (let around = owner; around; around = choices.find(({ name }) => name === owners[0]?.choice)?.owner)
    owners.unshift(around);
  return owners;
}

/**
 * Checks a path.
 *
 * @param isPartial  True if any choices may be left out.
 * @throws {InputError} as `pathFeeds`.
 */
export function checkPath(network: Network, path: Path, isPartial = false): void {
  const refuse = (name: string, found: string, expected: string): never => {
    throw new InputError(`Cannot take path: choice ${name} ${found}, expected ${expected}`);
  };
  const known = new Map(network.choices.map((choice) => [choice.name, choice]));
  for (const [name, branch] of Object.entries(path)) {
    const choice = known.get(name) ?? refuse(name, "is unknown", [...known.keys()].join(", ") || "no choice");
    if (!Number.isSafeInteger(branch) || branch < 0 || branch >= choice.branches)
      refuse(name, `has no branch ${branch}`, `0 to ${choice.branches - 1}`);
  }
  for (const choice of network.choices) {
    const isNeeded = !isPartial && isOnPath(network, path, choice);
    if (isNeeded && path[choice.name] === undefined) refuse(choice.name, "is missing", `0 to ${choice.branches - 1}`);
  }
}
