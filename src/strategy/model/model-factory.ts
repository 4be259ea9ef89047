/** @file Makes the factories of model-based strategies. */
import type { Json } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Features } from "../features.ts";
import type { StrategyFactory } from "../strategy.ts";
import { type ModelSearch, type ModelState, ModelStrategy } from "./model-strategy.ts";

/** Features of whatever a space's architectures are; they must be those of the space that is searched. */
export type AnyFeatures = Features<never>;

/**
 * Makes a factory.
 *
 * @param search  Makes the parts of the strategy for a space; what they remember is no more than what they would
 *   compute again.
 */
export function modelFactory(
  name: string,
  settings: object,
  features: AnyFeatures | undefined,
  search: <A extends Json>(space: SearchSpace<A>, features: Features<A> | undefined) => ModelSearch<A>,
): StrategyFactory {
  const own = <A>(): Features<A> | undefined => features as Features<A> | undefined;
  return {
    name,
    settings: { ...settings, ...(features ? { features: features.name } : {}) },
    needs: ["mutable", "parametric"],
    create: (space, objectives, rng) => {
      const state: ModelState = { rng: rng.state(), started: 0 };
      return new ModelStrategy(space, objectives, search(space, own()), state);
    },
    restore: (space, objectives, snapshot) =>
      new ModelStrategy(space, objectives, search(space, own()), snapshot as unknown as ModelState),
  };
}
