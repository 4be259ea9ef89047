/** @file Attributes of nodes and typed reading of them. */
import { GraphError } from "../base/index.ts";

export type Attribute = number | string | readonly number[];
export type Attributes = Readonly<Record<string, Attribute>>;

/** What an attribute must hold; `ints` is a list of integers, `flag` 0 or 1. */
export type AttributeKind = "int" | "flag" | "float" | "ints" | "string";

/** Reads a number, or the default where the attribute is absent. */
export function numberOf(attributes: Attributes, name: string, fallback?: number): number {
  const value = attributes[name] ?? fallback;
  if (typeof value !== "number") throw new GraphError(`attribute ${name} is ${value}, expected a number`);
  return value;
}

/** Reads a list of integers, or the default where the attribute is absent. */
export function intsOf(attributes: Attributes, name: string, fallback?: readonly number[]): readonly number[] {
  const value = attributes[name] ?? fallback;
  if (!Array.isArray(value)) throw new GraphError(`attribute ${name} is ${value}, expected a list of integers`);
  return value;
}

/** Reads one of the allowed strings, or the default where the attribute is absent. */
export function choiceOf<T extends string>(
  attributes: Attributes,
  name: string,
  allowed: readonly T[],
  fallback?: T,
): T {
  const value = attributes[name] ?? fallback;
  if (!allowed.includes(value as T)) {
    throw new GraphError(`attribute ${name} is ${value}, expected one of ${allowed.join(", ")}`);
  }
  return value as T;
}

/** True if the value is of the kind. */
export function isOfKind(value: Attribute, kind: AttributeKind): boolean {
  switch (kind) {
    case "int":
      return Number.isSafeInteger(value);
    case "flag":
      return value === 0 || value === 1;
    case "float":
      return typeof value === "number" && Number.isFinite(value);
    case "ints":
      return Array.isArray(value) && value.every(Number.isSafeInteger);
    case "string":
      return typeof value === "string";
  }
}
