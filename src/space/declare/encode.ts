/** @file Writes the values of a group of decisions as numbers of fixed width, as text and as a graph. */
import { canonicalJson, type Json } from "../../base/index.ts";
import type { LabelledDag } from "../space.ts";
import type { Decision, Group, Item, Scalar } from "./declaration.ts";
import { activeEntries, itemsOf } from "./group.ts";

/** Numbers `encodeItem` yields. */
export function encodedWidth(group: Group): number {
  return group.entries.reduce((sum, [, decision]) => sum + widthOf(decision), 0);
}

function widthOf(decision: Decision): number {
  if (decision.kind === "choice") return decision.ordered ? 1 : decision.options.length;
  return 1 + decision.max * encodedWidth(decision.group);
}

/**
 * Encodes categorical choices one-hot and ordered ones by rank in (0, 1]; a list is its length in (0, 1], then its
 * items. Whatever is not active is zero, which no active decision is.
 */
export function encodeItem(group: Group, item: Item): number[] {
  const active = new Map(activeEntries(group, item).map(([name, , value]) => [name, value]));
  return group.entries.flatMap(([name, decision]) => {
    const value = active.get(name);
    return value === undefined ? new Array<number>(widthOf(decision)).fill(0) : encodeValue(decision, value);
  });
}

function encodeValue(decision: Decision, value: Json): number[] {
  if (decision.kind === "choice") {
    const rank = decision.options.indexOf(value as Scalar);
    return decision.ordered
      ? [(rank + 1) / decision.options.length]
      : decision.options.map((_, i) => (i === rank ? 1 : 0));
  }
  const items = itemsOf(value);
  const encoded = items.flatMap((inner) => encodeItem(decision.group, inner));
  const absent = new Array<number>((decision.max - items.length) * encodedWidth(decision.group)).fill(0);
  return [(items.length - decision.min + 1) / (decision.max - decision.min + 1), ...encoded, ...absent];
}

/** One line a decision; the items of a list numbered below its name. */
export function describeItem(group: Group, item: Item): string {
  const lines = activeEntries(group, item).flatMap(([name, decision, value]) => {
    if (decision.kind === "choice") return [`${name}: ${value}`];
    return [`${name}:`, ...itemsOf(value).map((inner, i) => `  ${i + 1}. ${describeInline(decision.group, inner)}`)];
  });
  return lines.join("\n");
}

function describeInline(group: Group, item: Item): string {
  return activeEntries(group, item)
    .map(([name, decision, value]) => `${name} ${decision.kind === "choice" ? value : canonicalJson(value)}`)
    .join(", ");
}

/** A chain from input to output with one node a top-level choice and one a list item, in the order declared. */
export function chainOf(group: Group, item: Item): LabelledDag {
  const inner = activeEntries(group, item).flatMap(([name, decision, value]) =>
    decision.kind === "choice"
      ? [`${name} ${value}`]
      : itemsOf(value).map((each) => `${name}: ${describeInline(decision.group, each)}`),
  );
  const labels = ["input", ...inner, "output"];
  return { labels, edges: labels.slice(1).map((_, i) => [i, i + 1] as const) };
}
