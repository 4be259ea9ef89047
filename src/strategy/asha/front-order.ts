/** @file Which of two trials on one front goes on first. */
import { InputError } from "../../base/index.ts";
import { epsilonNet } from "../../pareto/index.ts";
import type { RungOptions } from "../rungs.ts";
import { type FrontOrder, lessCrowdedFirst } from "../scores.ts";

/**
 * "epsilon-net": what lies farthest from those that go on already, so that they cover the front. "crowding": what lies
 * farthest from its own neighbours, as NSGA-II has it, so that the two sides of a gap come before the rest of the front.
 */
export type FrontOrderName = "epsilon-net" | "crowding";

/** How trials on a rung are chosen. */
export interface RungSettings extends Required<RungOptions> {
  readonly frontOrder: FrontOrderName;
}

/** @throws {InputError} if there is no order of the name. */
export function frontOrderOf(name: FrontOrderName): FrontOrder {
  if (name === "epsilon-net") return epsilonNet;
  if (name === "crowding") return lessCrowdedFirst;
  throw new InputError(`Cannot set up asha: frontOrder is "${name}", expected epsilon-net or crowding`);
}
