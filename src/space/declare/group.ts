/** @file Decisions made together, some of them only under a condition. */
import { type Json, SpaceError, shown } from "../../base/index.ts";
import type { Conditions, Decision, Decisions, Group, Item, ItemOf } from "./declaration.ts";

/** Joins decisions and their conditions. */
export function createGroup<D extends Decisions, C extends keyof D & string>(
  decisions: D,
  when?: Conditions<D, C>,
): Group<ItemOf<D, C>> {
  if (typeof decisions !== "object" || decisions === null) {
    throw new SpaceError(
      `Cannot declare decisions: found ${shown(decisions)}, expected an object with a decision each`,
    );
  }
  const entries = Object.entries(decisions);
  for (const [name, decision] of entries) {
    if (decision?.kind === "choice" || decision?.kind === "list") continue;
    throw new SpaceError(
      `Cannot declare decision "${name}": found ${shown(decision)}, expected choice(), ordered(), range(), flag() or list()`,
    );
  }
  const conditions = new Map<string, (earlier: never) => boolean>(Object.entries(when ?? {}));
  const position = new Map(entries.map(([name], i) => [name, i]));
  for (const [name] of entries) {
    if (/^\d+$/.test(name)) throw new SpaceError(`Cannot declare decision "${name}": expected a name, not a number`);
  }
  for (const name of conditions.keys()) {
    if (!position.has(name)) throw new SpaceError(`Cannot declare a condition: there is no decision "${name}"`);
  }
  return {
    entries,
    isActive: (name, earlier) => {
      const condition = conditions.get(name);
      return condition === undefined || condition(guarded(name, earlier, decisions, position) as never);
    },
  };
}

/** A view that refuses to read what is not decided yet: such a condition would silently never hold. */
function guarded(name: string, item: Item, decisions: Decisions, position: ReadonlyMap<string, number>): Item {
  return new Proxy(item, {
    get: (target, property) => {
      const read = String(property);
      const readable = (position.get(read) ?? 0) < (position.get(name) ?? 0) && decisions[read]?.kind !== "list";
      if (position.has(read) && !readable) {
        throw new SpaceError(
          `Cannot decide whether "${name}" is active: its condition reads "${read}", expected choices declared before it`,
        );
      }
      return target[read];
    },
  });
}

/** The decisions of a group that an item makes, with their values; values of inactive decisions are passed over. */
export function activeEntries(group: Group, item: Item): [string, Decision, Json][] {
  const made: Record<string, Json> = {};
  const result: [string, Decision, Json][] = [];
  for (const [name, decision] of group.entries) {
    const value = item[name];
    if (value === undefined || !group.isActive(name, made)) continue;
    made[name] = value;
    result.push([name, decision, value]);
  }
  return result;
}

/** Reads a list's value as its items. */
export function itemsOf(value: Json): readonly Item[] {
  return value as readonly Item[];
}
