/** @file Architectures a model may choose from. */
import { canonicalJson, type Json, type Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Archive, Entry } from "../archive.ts";
import { mutateIfAny } from "../mutate-if-any.ts";

export interface CandidateOptions {
  /** Candidates drawn from the whole space. */
  readonly random: number;
  /** Candidates near the best: neighbours, or mutations of mutations. */
  readonly near: number;
  /** How many of the best they are near to. */
  readonly best: number;
}

/**
 * Draws candidates that were neither measured nor proposed, each once: from the whole space, and near the best results.
 * May give fewer than wanted, none where the space seems used up.
 *
 * @param ranked  Results, the best first.
 */
export function drawCandidates<A extends Json>(
  space: SearchSpace<A>,
  archive: Archive<A>,
  ranked: readonly Entry<A>[],
  options: CandidateOptions,
  rng: Rng,
): readonly A[] {
  const found = new Map<string, A>();
  const add = (count: number, draw: () => A | undefined): void => {
    const wanted = found.size + count;
    // Draws that were there before are few unless little is left of the space.
    for (let i = 0; i < 3 * count && found.size < wanted; i++) {
      const arch = draw();
      if (arch === undefined) continue;
      const text = canonicalJson(arch);
      if (!found.has(text) && !archive.has(arch)) found.set(text, arch);
    }
  };
  const parents = ranked.slice(0, options.best);
  if (parents.length > 0) add(options.near, () => mutateTwiceAtMost(space, drawParent(parents, rng), rng));
  add(options.random, () => space.sample(rng));
  return [...found.values()];
}

/** The better ones more often. */
function drawParent<A>(parents: readonly Entry<A>[], rng: Rng): A {
  return (parents[Math.floor(parents.length * rng.next() ** 2)] as Entry<A>).architecture;
}

/** Changes one decision, every third time two; undefined where there is nothing to change. */
export function mutateTwiceAtMost<A extends Json>(space: SearchSpace<A>, parent: A, rng: Rng): A | undefined {
  const steps = rng.int(3) === 0 ? 2 : 1;
  let arch: A | undefined = parent;
  for (let i = 0; i < steps && arch !== undefined; i++) arch = mutateIfAny(space, arch, rng);
  return arch;
}
