/** @file Learning-rate schedules. */

/**
 * Learning rate of a step: a linear warm-up, then half a cosine down to zero.
 *
 * @param step  From 0 to `steps` - 1.
 * @param peak  Rate after the warm-up.
 * @param warmup  Share of the steps that warm up, in [0, 1).
 * Source: Loshchilov, Hutter 2017, "SGDR", eq. 5, one period; warm-up as in Goyal et al. 2017.
 */
export function cosineRate(step: number, steps: number, peak: number, warmup = 0): number {
  const rising = Math.floor(steps * warmup);
  if (step < rising) return (peak * (step + 1)) / (rising + 1);
  return 0.5 * peak * (1 + Math.cos((Math.PI * (step - rising)) / Math.max(steps - rising, 1)));
}
