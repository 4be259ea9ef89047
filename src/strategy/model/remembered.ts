/** @file Looks at each architecture once. */
import { canonicalJson, type Json } from "../../base/index.ts";

/** Returns the function with its results kept, by architecture. */
export function remembered<A extends Json, T>(compute: (arch: A) => T): (arch: A) => T {
  const known = new Map<string, T>();
  return (arch) => {
    const text = typeof arch === "string" ? arch : canonicalJson(arch);
    let value = known.get(text);
    if (value === undefined) {
      value = compute(arch);
      known.set(text, value);
    }
    return value;
  };
}
