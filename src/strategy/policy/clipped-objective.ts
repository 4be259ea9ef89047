/** @file What proximal policy optimization makes larger. */
import type { CategoricalPolicy } from "./categorical-policy.ts";

/** A drawn architecture and how good it turned out to be. */
export interface Experience {
  /** The option of each parameter, -1 where it does not apply. */
  readonly options: readonly number[];
  /** Logarithm of each option's probability when it was drawn. */
  readonly logProbabilities: readonly number[];
  /** How much better it was than expected. */
  readonly advantage: number;
}

/**
 * Returns the mean over the batch of the sum over parameters of min(r·A, clip(r, 1 - ε, 1 + ε)·A), with r the option's
 * probability now by that when it was drawn, plus `entropyWeight` times the policy's entropy.
 *
 * Source: Schulman et al. 2017, "Proximal Policy Optimization Algorithms", eqs. 7 and 9, a ratio for each decision.
 */
export function clippedObjective(
  policy: CategoricalPolicy,
  batch: readonly Experience[],
  clip: number,
  entropyWeight: number,
): number {
  let sum = 0;
  for (const { options, logProbabilities, advantage } of batch) {
    for (const [i, now] of policy.logProbabilities(options).entries()) {
      if (options[i] === -1) continue;
      const ratio = Math.exp(now - (logProbabilities[i] as number));
      sum += Math.min(ratio * advantage, Math.min(Math.max(ratio, 1 - clip), 1 + clip) * advantage);
    }
    sum += entropyWeight * policy.entropy(options);
  }
  return sum / batch.length;
}

/** Returns the gradient of `clippedObjective` by the policy's logits. */
export function clippedGradient(
  policy: CategoricalPolicy,
  batch: readonly Experience[],
  clip: number,
  entropyWeight: number,
): Float64Array {
  const gradient = new Float64Array(policy.logits.length);
  for (const { options, logProbabilities, advantage } of batch) {
    const weights = policy.logProbabilities(options).map((now, i) => {
      const ratio = Math.exp(now - (logProbabilities[i] as number));
      // Beyond the clip only on the side where the objective would still grow.
      const isClipped = advantage > 0 ? ratio > 1 + clip : ratio < 1 - clip;
      return isClipped ? 0 : (ratio * advantage) / batch.length;
    });
    policy.addGradient(gradient, options, weights);
    policy.addEntropyGradient(gradient, options, entropyWeight / batch.length);
  }
  return gradient;
}
