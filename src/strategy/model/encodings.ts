/** @file Architectures as vectors for regressors. */
import { InputError, type Json } from "../../base/index.ts";
import { pathsOf, type SearchSpace } from "../../space/index.ts";
import type { Entry } from "../archive.ts";
import type { Features } from "../features.ts";
import { normalScale } from "./inputs.ts";
import { remembered } from "./remembered.ts";

/** "options": the space's own encoding; "paths": which ways lead from input to output, as in BANANAS. */
export type EncodingName = "options" | "paths";

/** @throws {InputError} if there is no encoding of that name. */
export function checkEncoding(owner: string, name: string): void {
  if (name === "options" || name === "paths") return;
  throw new InputError(`Cannot set up ${owner}: encoding is "${name}", expected options or paths`);
}

/** Paths kept: those that most results have. */
const PATHS = 100;

/** Makes the vectors of a fit and of its candidates; an encoding may depend on the results it is made for. */
export type Encoding<A> = (entries: readonly Entry<A>[]) => (arch: A) => Float64Array;

/** Encodes decisions or paths, followed by cheap features, if any. */
export function encodingOf<A extends Json>(
  space: SearchSpace<A>,
  name: EncodingName,
  features: Features<A> | undefined,
): Encoding<A> {
  const more = features ? remembered(normalScale(space, features)) : undefined;
  const base = name === "paths" ? pathColumns(space) : always(remembered((arch: A) => space.encode(arch)));
  if (more === undefined) return base;
  return (entries) => {
    const encode = base(entries);
    return (arch) => joined(encode(arch), more(arch));
  };
}

function always<A>(encode: (arch: A) => Float64Array): Encoding<A> {
  return () => encode;
}

/** One column for each path that results have, the most frequent first; of equals in the order seen. */
function pathColumns<A extends Json>(space: SearchSpace<A>): Encoding<A> {
  const pathSet = remembered((arch: A) => new Set(Array.from(pathsOf(space.toDag(arch)), (path) => path.join(" "))));
  return (entries) => {
    const counts = new Map<string, number>();
    for (const { architecture } of entries) {
      for (const path of pathSet(architecture)) counts.set(path, (counts.get(path) ?? 0) + 1);
    }
    const columns = [...counts]
      .sort(([, a], [, b]) => b - a)
      .slice(0, PATHS)
      .map(([path]) => path);
    return (arch) => Float64Array.from(columns, (path) => (pathSet(arch).has(path) ? 1 : 0));
  };
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
