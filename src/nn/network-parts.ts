/** @file The flat vectors of a network in parts: what all paths share, and what each branch has. */
import type { BranchName, Network, Normalization, Parameter } from "../graph/index.ts";
import { sizeOf } from "../tensor/index.ts";

/** Consecutive numbers of a flat vector, and what they are of. */
export interface Span<T> {
  readonly start: number;
  readonly size: number;
  readonly items: readonly T[];
}

export interface NetworkPart {
  readonly owner: BranchName | undefined;
  /** What names of values of this part end in: nothing, or "/⟨choice⟩/⟨branch⟩". */
  readonly suffix: string;
  readonly parameters: Span<Parameter>;
  readonly statistics: Span<Normalization>;
}

/** The parts in which a training step changes the state: what all paths share first, then each branch that has a state. */
export function partsOf(network: Network): NetworkPart[] {
  const suffixOf = (owner: BranchName | undefined): string => (owner ? `/${owner.choice}/${owner.branch}` : "");
  const owners = new Map<string, BranchName | undefined>([["", undefined]]);
  for (const { owner } of [...network.parameters, ...network.normalizations]) owners.set(suffixOf(owner), owner);
  return Array.from(owners, ([suffix, owner]) => ({
    owner,
    suffix,
    parameters: spanOf(
      network.parameters,
      (item) => suffixOf(item.owner) === suffix,
      ({ shape }) => sizeOf(shape),
    ),
    statistics: spanOf(
      network.normalizations,
      (item) => suffixOf(item.owner) === suffix,
      ({ channels }) => 2 * channels,
    ),
  }));
}

function spanOf<T>(all: readonly T[], isItem: (item: T) => boolean, sizeOfItem: (item: T) => number): Span<T> {
  const sum = (items: readonly T[]): number => items.reduce((size, item) => size + sizeOfItem(item), 0);
  const items = all.filter(isItem);
  const first = all.findIndex(isItem);
  return { start: sum(all.slice(0, Math.max(first, 0))), size: sum(items), items };
}
