/** @file Draws, changes and crosses the values of a group of decisions. */
import { type Json, pick, type Rng } from "../../base/index.ts";
import type { Decision, Group, Item } from "./declaration.ts";
import { activeEntries, itemsOf } from "./group.ts";

/** Draws every active decision uniformly. */
export function sampleItem(group: Group, rng: Rng): Item {
  return completeItem(group, {}, rng);
}

/** Keeps the values that are still active, drops the others and draws what has become active. */
function completeItem(group: Group, wanted: Item, rng: Rng): Item {
  const result: Record<string, Json> = {};
  for (const [name, decision] of group.entries) {
    if (group.isActive(name, result)) result[name] = wanted[name] ?? sampleValue(decision, rng);
  }
  return result;
}

function sampleValue(decision: Decision, rng: Rng): Json {
  if (decision.kind === "choice") return pick(decision.options, rng);
  const length = decision.min + rng.int(decision.max - decision.min + 1);
  return Array.from({ length }, () => sampleItem(decision.group, rng));
}

/** Drops the values of inactive decisions. */
export function normalizeItem(group: Group, item: Item): Item {
  return Object.fromEntries(
    activeEntries(group, item).map(([name, decision, value]) => [
      name,
      decision.kind === "choice" ? value : itemsOf(value).map((inner) => normalizeItem(decision.group, inner)),
    ]),
  );
}

/** Changes one decision, drawn uniformly among all that can change; undefined where none can. */
export function mutateItem(group: Group, item: Item, rng: Rng): Item | undefined {
  const sites = countSites(group, item);
  return sites === 0 ? undefined : changeSite(group, item, rng.int(sites), rng);
}

function countSites(group: Group, item: Item): number {
  return activeEntries(group, item).reduce((sum, [, decision, value]) => sum + sitesOf(decision, value), 0);
}

/** Decisions that can change inside a value: the choice itself; the length of a list and all inside its items. */
function sitesOf(decision: Decision, value: Json): number {
  if (decision.kind === "choice") return decision.options.length > 1 ? 1 : 0;
  const inside = itemsOf(value).reduce((sum, inner) => sum + countSites(decision.group, inner), 0);
  return inside + (decision.max > decision.min ? 1 : 0);
}

function changeSite(group: Group, item: Item, site: number, rng: Rng): Item {
  let left = site;
  for (const [name, decision, value] of activeEntries(group, item)) {
    const sites = sitesOf(decision, value);
    if (left < sites) return completeItem(group, { ...item, [name]: changeValue(decision, value, left, rng) }, rng);
    left -= sites;
  }
  return item;
}

function changeValue(decision: Decision, value: Json, site: number, rng: Rng): Json {
  if (decision.kind === "choice") {
    return pick(
      decision.options.filter((option) => option !== value),
      rng,
    );
  }
  const items = itemsOf(value);
  let left = site;
  for (const [i, inner] of items.entries()) {
    const sites = countSites(decision.group, inner);
    if (left < sites) return items.with(i, changeSite(decision.group, inner, left, rng));
    left -= sites;
  }
  const grows = items.length === decision.min || (items.length < decision.max && rng.int(2) === 1);
  return grows ? [...items, sampleItem(decision.group, rng)] : items.slice(0, -1);
}

/** Takes each decision from either parent; what neither parent decides is drawn. */
export function crossItems(group: Group, first: Item, second: Item, rng: Rng): Item {
  const [a, b] = [normalizeItem(group, first), normalizeItem(group, second)];
  const result: Record<string, Json> = {};
  for (const [name, decision] of group.entries) {
    if (!group.isActive(name, result)) continue;
    const values = [a[name], b[name]].filter((value) => value !== undefined);
    if (values.length === 2 && decision.kind === "list") {
      const [left, right] = values.map(itemsOf) as [readonly Item[], readonly Item[]];
      const length = pick([left, right], rng).length;
      result[name] = Array.from({ length }, (_, i) => {
        const inner = [left[i], right[i]].filter((other) => other !== undefined);
        return inner.length === 2
          ? crossItems(decision.group, inner[0] as Item, inner[1] as Item, rng)
          : (inner[0] as Item);
      });
    } else {
      result[name] = values.length === 0 ? sampleValue(decision, rng) : pick(values, rng);
    }
  }
  return result;
}
