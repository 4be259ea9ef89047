/** @file Sees a group of decisions as a flat list of parameters: each choice one, each list its length and all its items. */
import type { Json } from "../../base/index.ts";
import type { Parameter } from "../space.ts";
import type { Choice, Group, Item, List, Scalar } from "./declaration.ts";
import { activeEntries, itemsOf } from "./group.ts";

/** Lists the parameters of a group; those of a list are its length and the decisions of as many items as it can hold. */
export function parametersOf(group: Group, path = ""): Parameter[] {
  return group.entries.flatMap(([name, decision]) => {
    const at = path + name;
    if (decision.kind === "choice") return [{ name: at, options: decision.options.length, ordered: decision.ordered }];
    const length = { name: `${at}.length`, options: decision.max - decision.min + 1, ordered: true };
    return [length, ...slots(decision).flatMap((i) => parametersOf(decision.group, `${at}[${i}].`))];
  });
}

/** The option of each parameter; -1 where an item does not make the decision. */
export function indicesOf(group: Group, item: Item): number[] {
  const active = new Map(activeEntries(group, item).map(([name, , value]) => [name, value]));
  return group.entries.flatMap(([name, decision]) => {
    const value = active.get(name);
    if (decision.kind === "choice") return [value === undefined ? -1 : decision.options.indexOf(value as Scalar)];
    const items = value === undefined ? undefined : itemsOf(value);
    const inner = slots(decision).flatMap((i) => indicesOf(decision.group, items?.[i] ?? {}));
    return [items === undefined ? -1 : items.length - decision.min, ...(items ? inner : inner.fill(-1))];
  });
}

/** The item with these options; options of what is not active are passed over. */
export function itemOfIndices(group: Group, indices: readonly number[]): Item {
  return readItem(group, indices, 0);
}

function readItem(group: Group, indices: readonly number[], start: number): Item {
  const result: Record<string, Json> = {};
  let at = start;
  for (const [name, decision] of group.entries) {
    if (group.isActive(name, result)) {
      const index = indices[at] as number;
      result[name] = decision.kind === "choice" ? optionAt(decision, index) : readItems(decision, indices, at);
    }
    at += decision.kind === "choice" ? 1 : 1 + decision.max * countParameters(decision.group);
  }
  return result;
}

function optionAt({ options }: Choice, index: number): Scalar {
  return options[index] as Scalar;
}

function readItems(list: List, indices: readonly number[], at: number): Item[] {
  const each = countParameters(list.group);
  const length = list.min + (indices[at] as number);
  return Array.from({ length }, (_, i) => readItem(list.group, indices, at + 1 + i * each));
}

function countParameters(group: Group): number {
  return group.entries.reduce(
    (sum, [, decision]) => sum + (decision.kind === "choice" ? 1 : 1 + decision.max * countParameters(decision.group)),
    0,
  );
}

function slots({ max }: List): number[] {
  return Array.from({ length: max }, (_, i) => i);
}
