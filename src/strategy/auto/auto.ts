/** @file The strategy that chooses a strategy. */
import { checkInteger, type Json, type MetricSpec, mergeSettings } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import { restoring } from "../define-strategy.ts";
import { evolution } from "../evolution.ts";
import { gp } from "../gp.ts";
import type { AnyFeatures } from "../model/model-factory.ts";
import { neat } from "../neat/neat.ts";
import { nsga2 } from "../nsga2.ts";
import { random } from "../random.ts";
import type { Strategy, StrategyFactory } from "../strategy.ts";
import { tpe } from "../tpe/tpe.ts";
import { type Choice, type Chosen, choose, factsOf } from "./choice.ts";

export interface AutoOptions {
  /** Trials the search is going to have, roughly. Default 100; the command line says how many it is given. */
  readonly trials?: number;
}

const defaults = { trials: 100 };

/**
 * Creates the strategy that suits a search best by what was measured: by the size of its space, its number of
 * decisions, trials and objectives (see choice.ts). It proposes what the chosen one proposes; the origin of the first
 * trial says in a sentence which that is and why, and those of all others begin with its name.
 *
 * It never chooses a strategy that spends a part of the budget on a trial, such as `asha`: whether a part of a training
 * tells anything of the whole is more than a space knows.
 *
 * @param features  As those of `gp`.
 * @throws {InputError} if an option is wrong.
 */
export function auto(options: AutoOptions = {}, features?: AnyFeatures): StrategyFactory {
  const settings = mergeSettings("auto", defaults, options);
  checkInteger("auto", "trials", settings.trials, 1);
  const choiceFor = <A extends Json>(space: SearchSpace<A>, objectives: readonly MetricSpec[]): Choice =>
    choose(factsOf(space, objectives, settings.trials));
  return {
    name: "auto",
    settings: { ...settings, ...(features ? { features: features.name } : {}) },
    needs: [],
    create: (space, objectives, rng) => {
      const { strategy, sentence } = choiceFor(space, objectives);
      const chosen = factoryOf(strategy, features).create(space, objectives, rng);
      return delegate(chosen, { strategy, sentence });
    },
    restore: (space, objectives, snapshot, history) =>
      restoring("auto", () => {
        const { strategy, sentence, inner } = snapshot as unknown as AutoSnapshot;
        const chosen = factoryOf(strategy, features).restore(space, objectives, inner, history);
        return delegate(chosen, { strategy, sentence });
      }),
    explain: (space, objectives) => choiceFor(space, objectives).sentence,
  };
}

interface Told {
  readonly strategy: Chosen;
  /** Null once it was said. */
  readonly sentence: string | null;
}

interface AutoSnapshot extends Told {
  readonly inner: Json;
}

function factoryOf(name: Chosen, features: AnyFeatures | undefined): StrategyFactory {
  switch (name) {
    case "evolution":
      return evolution();
    case "gp":
      return gp({}, features);
    case "neat":
      return neat();
    case "nsga2":
      return nsga2();
    case "random":
      return random();
    case "tpe":
      return tpe();
  }
}

function delegate<A>(inner: Strategy<A>, told: Told): Strategy<A> {
  const { strategy } = told;
  let { sentence } = told;
  return {
    ask: (count) =>
      inner.ask(count).map((proposal) => {
        const origin = `${sentence ?? strategy}: ${proposal.origin}`;
        sentence = null;
        return { ...proposal, origin };
      }),
    tell: (observations) => inner.tell(observations),
    snapshot: (history) => ({ strategy, sentence, inner: inner.snapshot(history) }),
  };
}
