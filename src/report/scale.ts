/** @file Maps numbers to positions along an axis, with round ticks. */

export interface Scale {
  /** Position in [0, 1]. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** From this ratio of greatest to least on, equal ratios are drawn as equal distances. */
const LOGARITHMIC_FROM = 30;
const MARGIN = 0.04;
/** Of more, not every one gets a tick. */
const MOST_DECADES = 24;

export interface ScaleOptions {
  /** False keeps the scale linear, true makes it logarithmic wherever all values are positive. Default: as wide values need. */
  readonly logarithmic?: boolean;
  /** Only whole numbers as ticks of a linear scale. Default false. */
  readonly whole?: boolean;
}

/** Chooses a linear or, for positive values over more than one order of magnitude, a logarithmic scale. */
export function scaleFor(values: readonly number[], options: ScaleOptions = {}): Scale {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return linearScale(0, 1, false);
  const least = finite.reduce((a, b) => Math.min(a, b));
  const greatest = finite.reduce((a, b) => Math.max(a, b));
  const { logarithmic = greatest / least >= LOGARITHMIC_FROM } = options;
  if (logarithmic && least > 0 && least < greatest) return logarithmicScale(least, greatest);
  const size = Math.max(-least, greatest);
  // Near the ends of what doubles hold, spans and margins would not be finite, or none.
  if (size === 0 || (size > 1e-200 && size < 1e200)) return linearScale(least, greatest, options.whole === true);
  const { at, ticks } = linearScale(least / size, greatest / size, false);
  return { at: (value) => at(value / size), ticks: ticks.map((tick) => tick * size).filter(Number.isFinite) };
}

function linearScale(least: number, greatest: number, whole: boolean): Scale {
  if (least === greatest) {
    // One value alone: an axis as wide as the value is large, with it in the middle.
    const half = (Math.abs(greatest) || 1) / 2;
    return linearScale(least - half, greatest + half, whole);
  }
  const span = greatest - least;
  // A margin, so that no point lies on the frame.
  const from = least - MARGIN * span;
  const to = greatest + MARGIN * span;
  const step = Math.max(roundStep(span / 7), whole ? 1 : 0);
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  // Rounded, because 3 * 0.1 is not 0.3.
  const ticks = Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { at: (value) => (value - from) / (to - from), ticks };
}

function logarithmicScale(least: number, greatest: number): Scale {
  const margin = MARGIN * (Math.log10(greatest) - Math.log10(least));
  const from = Math.log10(least) - margin;
  const to = Math.log10(greatest) + margin;
  const length = Math.ceil(to) - Math.floor(from) + 1;
  const stride = Math.ceil(length / MOST_DECADES);
  const decades = Array.from({ length: Math.ceil(length / stride) }, (_, i) => 10 ** (Math.floor(from) + i * stride));
  const within = (steps: readonly number[]): number[] =>
    decades
      .flatMap((decade) => steps.map((step) => Number((step * decade).toPrecision(12))))
      .filter((tick) => Math.log10(tick) >= from && Math.log10(tick) <= to);
  const fine = within([1, 2, 5]);
  return { at: (value) => (Math.log10(value) - from) / (to - from), ticks: fine.length <= 9 ? fine : within([1]) };
}

/** The least of 1, 2 and 5 times a power of ten that is not below `raw`. */
function roundStep(raw: number): number {
  const decade = 10 ** Math.floor(Math.log10(raw));
  return ([1, 2, 5].find((factor) => factor * decade >= raw * 0.999) ?? 10) * decade;
}
