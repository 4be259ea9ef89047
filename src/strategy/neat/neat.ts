/** @file NEAT: networks that grow from the smallest, in species that protect what is new. */
import { InputError, type Json, mergeSettings } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import { defineStrategy } from "../define-strategy.ts";
import type { StrategyFactory } from "../strategy.ts";
import { checkNeat, type NeatOptions, type NeatSettings, neatDefaults } from "./neat-options.ts";
import { type GrowingSpace, type NeatState, NeatStrategy } from "./neat-strategy.ts";

/**
 * Creates NEAT, for spaces of growing networks such as `neatSpace()`: the first generation has the smallest topology,
 * children of later ones get nodes and connections now and then. Every such change has a number, by which genes are
 * aligned in crossover and species told apart; within a species members share their fitness, so that a new topology
 * has time to find its weights.
 *
 * Results come in any order and proposals never wait for them: a generation ends with as many results as it has
 * children, failed ones among them, whichever they are; asked for more before that, it goes on with further children of
 * the same parents, species in turn by their quotas, and what comes in late counts in the generation it comes in.
 * Champions live on with their results: no trial is spent on them again. Fitness is how much better than the worst of
 * its generation a member is; several objectives and constraints are ranked as those of `evolution`.
 *
 * @throws {InputError} if an option is wrong; from `create`, if the space's networks do not grow.
 * Source: Stanley, Miikkulainen 2002, "Evolving Neural Networks through Augmenting Topologies". Differs: the two best
 * species are never given up; of equally fit parents the smaller gives the structure.
 */
export function neat(options: NeatOptions = {}): StrategyFactory {
  const settings = mergeSettings<NeatSettings>("neat", neatDefaults, options);
  checkNeat(settings);
  return defineStrategy<Partial<NeatState>>({
    name: "neat",
    settings,
    needs: ["augmentable"],
    start: {},
    make: (parts, state) => new NeatStrategy(parts, growing(parts.space), settings, state),
  });
}

function growing<A extends Json>(space: SearchSpace<A>): GrowingSpace<A> {
  if (space.addNode !== undefined) return space as GrowingSpace<A>;
  throw new InputError(
    `Cannot set up neat: space is ${space.name}, whose networks do not grow, expected the neat space, neatSpace()`,
  );
}
