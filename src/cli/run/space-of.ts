/** @file The space a run searches. */
import type { Json } from "../../base/index.ts";
import { type SearchSpace, spaces } from "../../space/index.ts";
import type { RunSpec } from "./run-spec.ts";

/** Creates the space of a run again. @throws {InputError} if a setting is wrong. */
export function spaceOf({ space }: RunSpec): SearchSpace<Json> {
  return spaces[space.name as keyof typeof spaces].create(space.settings);
}
