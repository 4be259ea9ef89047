/** @file The flat vectors of a network in parts: what all paths share, and what each branch has. */
import type { BranchName, Network, Normalization, Owned, Parameter } from "../graph/index.ts";
import { sizeOf } from "../tensor/index.ts";

/** Consecutive numbers of a flat vector, and what they are of. */
export interface Span<T> {
  readonly start: number;
  readonly size: number;
  readonly items: readonly T[];
}

export interface NetworkPart {
  /** Its place among the parts. */
  readonly position: number;
  readonly owner: BranchName | undefined;
  /** Output of a training step that holds the part's next state; undefined for what all paths share. */
  readonly nextName: string | undefined;
  readonly parameters: Span<Parameter>;
  readonly statistics: Span<Normalization>;
}

const known = new WeakMap<Network, readonly NetworkPart[]>();

/** The parts in which a training step changes the state: what all paths share first, then each branch that has a state. */
export function partsOf(network: Network): readonly NetworkPart[] {
  const parts = known.get(network) ?? findParts(network);
  known.set(network, parts);
  return parts;
}

/** Number of trainable numbers that all paths share; of a network without choices all. */
export function sharedCount(network: Network): number {
  return partsOf(network)[0]?.parameters.size ?? 0;
}

function findParts(network: Network): NetworkPart[] {
  const nameOf = ({ owner }: Owned): string | undefined => owner && `next/${owner.choice}/${owner.branch}`;
  const owners = new Map<string | undefined, BranchName | undefined>([[undefined, undefined]]);
  for (const item of [...network.parameters, ...network.normalizations]) owners.set(nameOf(item), item.owner);
  return Array.from(owners, ([nextName, owner], position) => {
    const isItem = (item: Owned): boolean => nameOf(item) === nextName;
    return {
      position,
      owner,
      nextName,
      parameters: spanOf(network.parameters, isItem, ({ shape }) => sizeOf(shape)),
      statistics: spanOf(network.normalizations, isItem, ({ channels }) => 2 * channels),
    };
  });
}

function spanOf<T>(all: readonly T[], isItem: (item: T) => boolean, sizeOfItem: (item: T) => number): Span<T> {
  const sum = (items: readonly T[]): number => items.reduce((size, item) => size + sizeOfItem(item), 0);
  const items = all.filter(isItem);
  const first = all.findIndex(isItem);
  return { start: sum(all.slice(0, Math.max(first, 0))), size: sum(items), items };
}

/** Names of the vectors of a state in the order a part's next state joins them, whatever order they come in. */
export function inStateOrder(names: Iterable<string>): string[] {
  const slots = [...names].filter((name) => name !== "params" && name !== "statistics");
  return ["params", ...slots.sort(), "statistics"];
}
