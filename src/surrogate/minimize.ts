/** @file Minimises a smooth function in a box. */

/** A point's value and the derivatives there. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

interface Update {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

interface State extends Evaluation {
  readonly x: Float64Array;
}

/** Steps whose changes of the gradient are remembered. */
const memory = 8;
/** No variable moves further at once. */
const longestStep = 2;

/**
 * Minimises by the limited-memory BFGS method; variables that press against the box stay there for a step.
 *
 * @param start  Where to begin; clamped to the box.
 * @param iterations  Most steps.
 * @returns The best point found. Points whose value is not finite are never taken.
 * Source: Nocedal, Wright 2006, "Numerical Optimization", algorithms 7.4 and 3.1; the projection after Bertsekas 1982,
 * "Projected Newton Methods".
 */
export function minimize(
  objective: (x: Float64Array) => Evaluation,
  start: ArrayLike<number>,
  box: Box,
  iterations: number,
): { readonly x: Float64Array; readonly value: number } {
  const first = clamped(Float64Array.from(start), box);
  let state: State = { x: first, ...objective(first) };
  let updates: Update[] = [];
  for (let i = 0; i < iterations; i++) {
    const gradient = freePart(state, box);
    if (gradient.every((slope) => Math.abs(slope) < 1e-5)) break;
    let direction = freePart({ ...state, gradient: descent(gradient, updates) }, box, gradient);
    if (!(inner(direction, gradient) < 0)) {
      updates = [];
      direction = descent(gradient, updates);
    }
    const next = search(objective, state, direction, box);
    if (!next && updates.length === 0) break;
    if (!next) {
      updates = [];
      continue;
    }
    updates = remembered(updates, state, next);
    const gained = state.value - next.value;
    state = next;
    if (gained < 1e-7 * (1 + Math.abs(state.value))) break;
  }
  return { x: state.x, value: state.value };
}

/** The vector with zeros where a variable is at an end of the box and `slopes` lead out of it. */
function freePart({ x, gradient }: State, { low, high }: Box, slopes: Float64Array = gradient): Float64Array {
  return gradient.map((value, i) => {
    const isHeld = (x[i]! <= low[i]! && slopes[i]! >= 0) || (x[i]! >= high[i]! && slopes[i]! <= 0);
    return isHeld ? 0 : value;
  });
}

/** Minus the inverse of the remembered curvature times the gradient (algorithm 7.4). */
function descent(gradient: Float64Array, updates: readonly Update[]): Float64Array {
  const q = gradient.slice();
  const factors = updates.toReversed().map(({ step, change, product }) => {
    const factor = inner(step, q) / product;
    for (let i = 0; i < q.length; i++) q[i]! -= factor * change[i]!;
    return factor;
  });
  const last = updates.at(-1);
  const scale = last ? last.product / inner(last.change, last.change) : 1 / Math.max(1, Math.sqrt(inner(q, q)));
  for (let i = 0; i < q.length; i++) q[i]! *= scale;
  updates.forEach(({ step, change, product }, k) => {
    const factor = factors[updates.length - 1 - k]! - inner(change, q) / product;
    for (let i = 0; i < q.length; i++) q[i]! += factor * step[i]!;
  });
  return q.map((value) => -value);
}

/** Halves the step until the value falls enough (algorithm 3.1). */
function search(
  objective: (x: Float64Array) => Evaluation,
  { x, value, gradient }: State,
  direction: Float64Array,
  box: Box,
): State | undefined {
  const longest = direction.reduce((most, part) => Math.max(most, Math.abs(part)), 0);
  let length = Math.min(1, longestStep / longest);
  for (let halvings = 0; halvings < 20; halvings++, length /= 2) {
    const candidate = clamped(
      x.map((at, i) => at + length * direction[i]!),
      box,
    );
    const found = objective(candidate);
    const promised = gradient.reduce((sum, slope, i) => sum + slope * (candidate[i]! - x[i]!), 0);
    if (Number.isFinite(found.value) && found.value <= value + 1e-4 * promised) return { x: candidate, ...found };
  }
  return undefined;
}

function remembered(updates: readonly Update[], from: State, to: State): Update[] {
  const step = to.x.map((at, i) => at - from.x[i]!);
  const change = to.gradient.map((slope, i) => slope - from.gradient[i]!);
  const product = inner(step, change);
  return product > 1e-10 ? [...updates, { step, change, product }].slice(-memory) : [...updates];
}

function clamped(x: Float64Array, { low, high }: Box): Float64Array {
  return x.map((at, i) => Math.max(low[i]!, Math.min(high[i]!, at)));
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
