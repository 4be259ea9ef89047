/** @file Where the new architectures of a multi-fidelity search come from. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Archive } from "../archive.ts";

export interface Draw<A> {
  readonly architecture: A;
  readonly origin: string;
}

/** Draws an architecture, given all that is known. All randomness is from `rng`; keeps no state. */
export type Sampler = <A extends Json>(space: SearchSpace<A>, archive: Archive<A>, rng: Rng) => Draw<A>;

/** Draws at most so many times for an architecture that was not proposed before. */
const TRIES = 20;

export const randomSampler: Sampler = (space, archive, rng) => ({
  architecture: archive.drawNew(TRIES, () => space.sample(rng)),
  origin: "random",
});
