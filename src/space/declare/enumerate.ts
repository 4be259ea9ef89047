/** @file Lists and counts the values of a group of decisions. */
import type { Json } from "../../base/index.ts";
import type { Decision, Group, Item } from "./declaration.ts";
import { activeEntries, itemsOf } from "./group.ts";

/** Lists every way to fill in the decisions that `wanted` leaves open, dropping what is inactive. */
export function* completions(group: Group, wanted: Item = {}, made: Item = {}, index = 0): Generator<Item> {
  const entry = group.entries[index];
  if (entry === undefined) {
    yield made;
    return;
  }
  const [name, decision] = entry;
  if (!group.isActive(name, made)) {
    yield* completions(group, wanted, made, index + 1);
    return;
  }
  const kept = wanted[name];
  for (const value of kept === undefined ? valuesOf(decision) : [kept]) {
    yield* completions(group, wanted, { ...made, [name]: value }, index + 1);
  }
}

function* valuesOf(decision: Decision): Generator<Json> {
  if (decision.kind === "choice") yield* decision.options;
  else for (let length = decision.min; length <= decision.max; length++) yield* listsOf(decision.group, length);
}

function* listsOf(group: Group, length: number): Generator<readonly Item[]> {
  if (length === 0) yield [];
  else for (const head of listsOf(group, length - 1)) for (const last of completions(group)) yield [...head, last];
}

/** Lists the items one decision away, each once; a list grows and shrinks at its end. */
export function* neighbourItems(group: Group, item: Item): Generator<Item> {
  for (const [name, decision, value] of activeEntries(group, item)) {
    for (const other of alternatives(decision, value)) yield* completions(group, { ...item, [name]: other });
  }
}

function* alternatives(decision: Decision, value: Json): Generator<Json> {
  if (decision.kind === "choice") {
    yield* decision.options.filter((option) => option !== value);
    return;
  }
  const items = itemsOf(value);
  for (const [i, inner] of items.entries()) {
    for (const other of neighbourItems(decision.group, inner)) yield items.with(i, other);
  }
  if (items.length > decision.min) yield items.slice(0, -1);
  if (items.length < decision.max) for (const last of completions(decision.group)) yield [...items, last];
}

/**
 * Counts all items of a group exactly. The values of choices that no condition reads are multiplied; the others are
 * walked through.
 */
export function countItems(group: Group): bigint {
  const factors = group.entries.map(([, decision]) => countValues(decision));
  const reads = new Set<string>();
  for (;;) {
    const known = reads.size;
    const total = countFrom(group, factors, reads, 0, {});
    // A choice found to be read only on the way was not walked through yet.
    if (reads.size === known) return total;
  }
}

function countFrom(group: Group, factors: readonly bigint[], reads: Set<string>, index: number, made: Item): bigint {
  const entry = group.entries[index];
  if (entry === undefined) return 1n;
  const [name, decision] = entry;
  const rest = (value: Json): bigint => countFrom(group, factors, reads, index + 1, { ...made, [name]: value });
  const recording = new Proxy(made, {
    get: (target, property) => {
      reads.add(String(property));
      return target[String(property)];
    },
  });
  if (!group.isActive(name, recording)) return countFrom(group, factors, reads, index + 1, made);
  if (decision.kind === "list") return (factors[index] as bigint) * rest([]);
  if (!reads.has(name)) return (factors[index] as bigint) * rest(decision.options[0] as Json);
  return decision.options.reduce((sum, value) => sum + rest(value), 0n);
}

function countValues(decision: Decision): bigint {
  if (decision.kind === "choice") return BigInt(decision.options.length);
  const each = countItems(decision.group);
  let sum = 0n;
  for (let length = decision.min; length <= decision.max; length++) sum += each ** BigInt(length);
  return sum;
}
