/** @file Makes the factories of model-based strategies. */
import type { Json } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import { defineStrategy } from "../define-strategy.ts";
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
  return defineStrategy<ModelState>({
    name,
    settings: { ...settings, ...(features ? { features: features.name } : {}) },
    needs: ["mutable", "parametric"],
    start: { started: 0 },
    make: (parts, state) => new ModelStrategy(parts, search(parts.space, own()), state),
  });
}
