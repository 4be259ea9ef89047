/** @file Mixtures of predicted distributions. */
import type { Predictions } from "./regressor.ts";

/** Returns mean and standard deviation of the even mixture: what the members state, and how much they disagree. */
export function mixture(members: readonly Predictions[]): Predictions {
  const count = members.length;
  const mean = new Float64Array(members[0]!.mean.length);
  const std = new Float64Array(mean.length);
  for (let i = 0; i < mean.length; i++) {
    let sum = 0;
    for (const member of members) sum += member.mean[i]!;
    const center = sum / count;
    let variance = 0;
    for (const member of members) variance += (member.mean[i]! - center) ** 2 + member.std[i]! ** 2;
    mean[i] = center;
    std[i] = Math.sqrt(variance / count);
  }
  return { mean, std };
}
