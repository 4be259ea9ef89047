/** @file Checks values read from outside against a group of decisions. */
import { type Json, SpaceError, shown } from "../../base/index.ts";
import type { Decision, Group, Item } from "./declaration.ts";

/**
 * Returns `value` with its decisions in the order declared.
 *
 * @param space  Name of the space, for the error text.
 * @param path  Where the value stands in the architecture: "" at its root, "layers[1]." inside.
 * @throws {SpaceError} naming the first wrong field, what it holds and what is allowed.
 */
export function parseItem(space: string, group: Group, value: unknown, path = ""): Item {
  const place = path === "" ? "the architecture" : path.replace(/\.$/, "");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(space, `${place} is ${shownOf(value)}`, "an object");
  }
  const given = value as Readonly<Record<string, unknown>>;
  const names = group.entries.map(([name]) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(space, `${place} has a field "${unknown}"`, `only ${names.join(", ")}`);
  const result: Record<string, Json> = {};
  for (const [name, decision] of group.entries) {
    const found = Object.hasOwn(given, name) ? given[name] : undefined;
    if (group.isActive(name, result)) result[name] = parseValue(space, decision, found, path + name);
    else if (found !== undefined) {
      throw wrong(space, `${path}${name} is ${shownOf(found)}`, "no such field here, as its condition does not hold");
    }
  }
  return result;
}

function parseValue(space: string, decision: Decision, value: unknown, path: string): Json {
  if (decision.kind === "choice") {
    const option = decision.options.find((allowed) => allowed === value);
    if (option !== undefined) return option;
    throw wrong(
      space,
      `${path} is ${shownOf(value)}`,
      `one of ${decision.options.map((option) => shown(option)).join(", ")}`,
    );
  }
  if (!Array.isArray(value)) throw wrong(space, `${path} is ${shownOf(value)}`, "a list");
  if (value.length < decision.min || value.length > decision.max) {
    throw wrong(space, `${path} has ${value.length} items`, `${decision.min} to ${decision.max}`);
  }
  return value.map((item, i) => parseItem(space, decision.group, item, `${path}[${i}].`));
}

function wrong(space: string, found: string, expected: string): SpaceError {
  return new SpaceError(`Cannot read an architecture of ${space}: ${found}, expected ${expected}`);
}

function shownOf(value: unknown): string {
  return value === undefined ? "missing" : shown(value, 60);
}
