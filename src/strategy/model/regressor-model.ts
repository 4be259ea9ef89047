/** @file A regressor as the model of a search. */
import type { Rng } from "../../base/index.ts";
import { type Acquisition, acquire, type Regressor } from "../../surrogate/index.ts";
import type { Entry } from "../archive.ts";
import { boundedTargets } from "./bounded-targets.ts";
import type { Encoding } from "./encodings.ts";
import type { Known, Rate } from "./model-strategy.ts";

/** Returns the fit of a search: predicts the score of candidates and rates them by the acquisition. */
export function fitRegressor<A>(
  encoding: Encoding<A>,
  regressor: Regressor,
  acquisition: (rng: Rng) => Acquisition,
): (known: Known<A>) => Rate<A> {
  return ({ entries, scores, rng }) => {
    const encode = encoding(entries);
    const targets = boundedTargets(scores);
    const inputs = entries.map(({ architecture }: Entry<A>) => encode(architecture));
    const model = regressor.fit(inputs, targets, rng.split(entries.length));
    const best = Math.min(...targets);
    return (candidates, _pending, askRng) => acquire(acquisition(askRng), model.predict(candidates.map(encode)), best);
  };
}
