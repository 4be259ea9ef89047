/** @file The graphs of trials, for drawings and tables. */
import type { Json } from "../../base/index.ts";
import type { LabelledDag, SearchSpace } from "../../space/index.ts";

/** Graphs by trial number. */
export function dagsOf(
  trials: readonly { readonly number: number; readonly architecture: Json }[],
  space: SearchSpace<Json>,
): ReadonlyMap<number, LabelledDag> {
  return new Map(trials.map(({ number, architecture }) => [number, space.toDag(architecture)]));
}
