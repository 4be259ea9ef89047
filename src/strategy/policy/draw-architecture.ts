/** @file Draws valid architectures from a policy. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { CategoricalPolicy } from "./categorical-policy.ts";

/** Draws until the options are an architecture of the space. */
const validTries = 100;

/** Draws an architecture; from the space's own sampler where the policy gives none that is valid. */
export function drawArchitecture<A extends Json>(space: SearchSpace<A>, policy: CategoricalPolicy, rng: Rng): A {
  for (let i = 0; i < validTries; i++) {
    const arch = space.fromIndices(policy.sample(rng));
    if (arch !== undefined) return arch;
  }
  return space.sample(rng);
}
