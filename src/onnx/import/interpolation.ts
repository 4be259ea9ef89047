/** @file Which pixels a resized axis is made of: coordinates, nearest pixels and shares, as ONNX's Resize defines them. */

export type Coordinates =
  | "half_pixel"
  | "half_pixel_symmetric"
  | "pytorch_half_pixel"
  | "align_corners"
  | "asymmetric"
  | "tf_half_pixel_for_nn"
  | "tf_crop_and_resize";

export type Rounding = "round_prefer_floor" | "round_prefer_ceil" | "floor" | "ceil";

/** How one axis is resized. */
export interface ResizedAxis {
  readonly size: number;
  readonly result: number;
  readonly scale: number;
  readonly coordinates: Coordinates;
  /** Part of the axis that is read, from 0 to 1; for tf_crop_and_resize alone. */
  readonly crop: readonly [start: number, end: number];
}

/** Shares of pixels in one pixel of the result; none where it lies outside. */
export interface Interpolation {
  readonly mode: "nearest" | "linear" | "cubic";
  readonly rounding: Rounding;
  /** Factor of the cubic kernel. */
  readonly cubic: number;
  /** Pixels outside have no share, and those inside share what is left; else the border is repeated. */
  readonly excludesOutside: boolean;
  /** The kernel is as wide as the pixels of a smaller result. */
  readonly antialias: boolean;
}

const { fround } = Math;

/** Where a pixel of the result lies in the input, in the arithmetic of the runtime. */
export function coordinateOf(axis: ResizedAxis, x: number): number {
  const { size, result, coordinates, crop } = axis;
  const scale = fround(axis.scale);
  const centred = (): number => fround(fround(fround(x + 0.5) / scale) - 0.5);
  switch (coordinates) {
    case "half_pixel":
      return centred();
    case "half_pixel_symmetric": {
      const adjustment = fround(result / fround(scale * size));
      return fround(fround((size / 2) * fround(1 - adjustment)) + centred());
    }
    case "pytorch_half_pixel":
      return result > 1 ? centred() : 0;
    case "align_corners":
      return result === 1 ? 0 : fround(fround(x * (size - 1)) / (result - 1));
    case "asymmetric":
      return fround(x / scale);
    case "tf_half_pixel_for_nn":
      return fround(fround(x + 0.5) / scale);
    case "tf_crop_and_resize": {
      const [start, end] = crop;
      if (result === 1) return 0.5 * (start + end) * (size - 1);
      return start * (size - 1) + (x * (end - start) * (size - 1)) / (result - 1);
    }
  }
}

/** True for a pixel that the extrapolation value stands for. */
export function isOutside({ coordinates, size }: ResizedAxis, at: number): boolean {
  return coordinates === "tf_crop_and_resize" && (at < 0 || at > size - 1);
}

/** The nearest pixel. */
export function nearestOf({ size }: ResizedAxis, rounding: Rounding, at: number): number {
  const pixel = {
    round_prefer_floor: Math.ceil(at - 0.5),
    round_prefer_ceil: Math.floor(at + 0.5),
    floor: Math.floor(at),
    ceil: Math.ceil(at),
  }[rounding];
  return Math.min(Math.max(pixel, 0), size - 1);
}

/** Pixels and their shares, which add up to 1. */
export function sharesOf(axis: ResizedAxis, how: Interpolation, at: number): Map<number, number> {
  if (how.mode === "nearest") return new Map([[nearestOf(axis, how.rounding, at), 1]]);
  const first = Math.floor(at);
  const ratio = at - first;
  const scale = how.antialias ? Math.min(axis.scale, 1) : 1;
  const reach = how.mode === "linear" ? 1 : 2;
  const start = Math.floor(-reach / scale) + 1;
  const kernel = how.mode === "linear" ? hat : cubicKernel(how.cubic);
  const taps = Array.from({ length: 2 - 2 * start }, (_, i) => start + i);
  const weights = taps.map((tap) => {
    const pixel = first + tap;
    const isInside = pixel >= 0 && pixel < axis.size;
    return how.excludesOutside && !isInside ? 0 : kernel((tap - ratio) * scale);
  });
  const total = how.antialias || how.excludesOutside ? weights.reduce((sum, weight) => sum + weight, 0) : 1;
  const shares = new Map<number, number>();
  taps.forEach((tap, i) => {
    const pixel = Math.min(Math.max(first + tap, 0), axis.size - 1);
    shares.set(pixel, (shares.get(pixel) ?? 0) + (weights[i] as number) / total);
  });
  return shares;
}

const hat = (distance: number): number => Math.max(1 - Math.abs(distance), 0);

/** Keys 1981, "Cubic convolution interpolation for digital image processing", with the factor a. */
function cubicKernel(a: number): (distance: number) => number {
  return (distance) => {
    const s = Math.abs(distance);
    if (s <= 1) return ((a + 2) * s - (a + 3)) * s * s + 1;
    return s < 2 ? ((a * s - 5 * a) * s + 8 * a) * s - 4 * a : 0;
  };
}
