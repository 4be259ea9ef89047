/** @file The standard normal distribution. */

const logSqrtTwoPi = 0.5 * Math.log(2 * Math.PI);

/** Returns the density at `z`. */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z - logSqrtTwoPi);
}

/**
 * Returns the probability of a draw of at most `z`, with a relative error below 1e-12 in the lower tail as well.
 *
 * Source: Marsaglia 2004, "Evaluating the Normal Distribution", for the series about 0; Laplace's continued fraction
 * of the Mills ratio below -3.
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z > 3) return 1 - normalCdf(-z);
  if (z < -3) return z === -Infinity ? 0 : normalPdf(z) * millsRatio(-z);
  let sum = z;
  let term = z;
  for (let i = 3; Math.abs(term) > 1e-18; i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + sum * normalPdf(z);
}

/** Returns the logarithm of `normalCdf`, exact where that is too small for a double. */
export function normalLogCdf(z: number): number {
  if (z > 0) return Math.log1p(-normalCdf(-z));
  if (z >= -3 || Number.isNaN(z)) return Math.log(normalCdf(z));
  return z === -Infinity ? -Infinity : -0.5 * z * z - logSqrtTwoPi + Math.log(millsRatio(-z));
}

/** Returns the Mills ratio (1 - cdf(x)) / pdf(x) for x of at least 3: 1 / (x + 1 / (x + 2 / (x + 3 / …))). */
function millsRatio(x: number): number {
  let fraction = x;
  for (let k = 80; k >= 1; k--) fraction = x + k / fraction;
  return 1 / fraction;
}

/**
 * Returns the z with `normalCdf(z) = p`.
 *
 * @param p  In [0, 1]; the ends give infinities.
 * @throws {RangeError} if `p` is outside.
 * Source: Abramowitz, Stegun 1964, 26.2.23, refined by Halley's method.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`Cannot take a normal quantile: p is ${p}, expected 0 to 1`);
  if (p === 0) return -Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    const error = (normalCdf(z) - p) / normalPdf(z);
    z -= error / (1 + 0.5 * z * error);
  }
  return z;
}
