/** @file A space that remembers its keys. */
import type { Json } from "../base/index.ts";
import { architectureText } from "../estimator/index.ts";
import type { ArchKey, SearchSpace } from "../space/index.ts";

/** Keys kept at a time: more than a comparison on published tables meets, and a bound for larger spaces. */
const MOST_KEYS = 200_000;

/** Returns the space with its keys remembered: searches of a comparison ask for the same ones again and again. */
export function withRememberedKeys<A extends Json>(space: SearchSpace<A>): SearchSpace<A> {
  const keys = new Map<string, ArchKey>();
  const key = (arch: A): ArchKey => {
    const text = architectureText(arch);
    const known = keys.get(text);
    if (known !== undefined) return known;
    if (keys.size >= MOST_KEYS) keys.clear();
    const found = space.key(arch);
    keys.set(text, found);
    return found;
  };
  return { ...space, key };
}
