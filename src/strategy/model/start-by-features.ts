/** @file Begins a search with architectures that cheap features speak for. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Archive } from "../archive.ts";
import type { ModelInput } from "./inputs.ts";

/** Of so many draws the one with the highest features is taken: about the top tenth of the space. */
const DRAWS = 20;

/** Draws architectures and takes the one whose features are highest on average, each by its place in the space. */
export function startByFeatures<A extends Json>(
  space: SearchSpace<A>,
  look: (arch: A) => ModelInput,
): (archive: Archive<A>, rng: Rng) => A {
  return (archive, rng) => {
    let best = archive.drawNew(DRAWS, () => space.sample(rng));
    let highest = sum(look(best).features);
    for (let i = 1; i < DRAWS; i++) {
      const arch = archive.drawNew(DRAWS, () => space.sample(rng));
      const height = sum(look(arch).features);
      if (height <= highest) continue;
      best = arch;
      highest = height;
    }
    return best;
  };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
