/**
 * @file Brings an image to the square a network takes: the same numbers from the same pixels wherever it runs, as no
 * canvas and no image library promises. Plain arithmetic in float64; nothing of Node or of a browser.
 */
/** How an image of any size is brought to that of the examples: see `coverSquare`. */
export interface ImageFit {
  /** Cut to the shape of the examples, nothing is added. */
  readonly fit: "cover";
  readonly crop: "centre";
  readonly filter: "triangle";
  /** What lies behind transparent images. */
  readonly background: "black";
}

/** An image as decoders give it. */
export interface Pixels {
  /** Row by row, the channels of a pixel together, 0..255; shape [height, width, channels]. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
}

/** What `coverSquare` does, in words to keep with a model. */
export const squareFit: ImageFit = { fit: "cover", crop: "centre", filter: "triangle", background: "black" };

/** Of each output pixel: the first input pixel it is made of, and the weights of that one and the next ones; they add up to 1. */
interface Taps {
  readonly starts: Int32Array;
  readonly weights: readonly Float64Array[];
}

/**
 * Crops the largest square about the centre, lays it on black where it is transparent, and resizes it by a triangle filter
 * (bilinear; widened where it shrinks, so that every pixel counts).
 *
 * @param side  Side of the square, in pixels, from 1.
 * @returns Planes, 0..255, shape [3, side, side]; equal ones for a grey image. The pixels themselves where nothing has to
 *   be resized.
 */
export function coverSquare(pixels: Pixels, side: number): Uint8Array<ArrayBuffer> {
  const square = cropSquare(pixels);
  const planes = new Uint8Array(3 * side * side);
  const depth = pixels.channels < 3 ? 1 : 3;
  const taps = triangleTaps(square.side, side);
  const row = new Float64Array(square.side * depth);
  for (let y = 0; y < side; y++) {
    mixRows(square, depth, taps.starts[y] as number, taps.weights[y] as Float64Array, row);
    mixColumns(row, depth, taps, planes, side, y);
  }
  if (depth === 1) {
    planes.copyWithin(side * side, 0, side * side);
    planes.copyWithin(2 * side * side, 0, side * side);
  }
  return planes;
}

/** True if red, green and blue are equal everywhere. @param planes  Shape [3, ...]. */
export function isGrey(planes: Uint8Array): boolean {
  const area = planes.length / 3;
  for (let i = 0; i < area; i++) {
    const red = planes[i];
    if (red !== planes[area + i] || red !== planes[2 * area + i]) return false;
  }
  return true;
}

/**
 * Keeps as many planes as a network takes: all three, or for one their brightness (luma of ITU-R BT.601, which leaves grey
 * as it is).
 *
 * @param planes  Shape [3, side, side].
 */
export function toChannels(planes: Uint8Array<ArrayBuffer>, channels: 1 | 3): Uint8Array<ArrayBuffer> {
  if (channels === 3) return planes;
  const area = planes.length / 3;
  const grey = new Uint8Array(area);
  for (let i = 0; i < area; i++) {
    const [red, green, blue] = [planes[i], planes[area + i], planes[2 * area + i]] as [number, number, number];
    grey[i] = Math.floor((299 * red + 587 * green + 114 * blue) / 1000 + 0.5);
  }
  return grey;
}

interface Square {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly side: number;
  readonly channels: number;
  /** Position of its first value in `data`. */
  readonly offset: number;
  /** Values from one row of `data` to the next. */
  readonly stride: number;
}

function cropSquare({ data, width, height, channels }: Pixels): Square {
  const side = Math.min(width, height);
  const stride = width * channels;
  const offset = ((height - side) >> 1) * stride + ((width - side) >> 1) * channels;
  return { data, side, channels, offset, stride };
}

function triangleTaps(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(1, scale);
  const starts = new Int32Array(to);
  const weights = Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - support));
    const end = Math.min(from, Math.ceil(centre + support));
    starts[i] = start;
    const list = Float64Array.from({ length: end - start }, (_unused, k) =>
      Math.max(0, 1 - Math.abs(start + k + 0.5 - centre) / support),
    );
    const sum = list.reduce((total, weight) => total + weight, 0);
    return list.map((weight) => weight / sum);
  });
  return { starts, weights };
}

/** Adds up weighted rows into one; transparent pixels count less, as laid on black in whole numbers first. */
function mixRows(square: Square, depth: number, start: number, weights: Float64Array, row: Float64Array): void {
  const { data, side, channels, offset, stride } = square;
  const hasAlpha = channels > depth;
  row.fill(0);
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    if (weight === 0) continue;
    let from = offset + (start + k) * stride;
    if (!hasAlpha) {
      for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + weight * (data[from + i] as number);
      continue;
    }
    for (let x = 0; x < side; x++) {
      const alpha = data[from + depth] as number;
      for (let c = 0; c < depth; c++) {
        const value = data[from + c] as number;
        const laid = alpha === 255 ? value : Math.floor((value * alpha) / 255 + 0.5);
        row[x * depth + c] = (row[x * depth + c] as number) + weight * laid;
      }
      from += channels;
    }
  }
}

/** Adds up weighted columns of a row into a row of each plane. */
function mixColumns(row: Float64Array, depth: number, taps: Taps, planes: Uint8Array, side: number, y: number): void {
  for (let x = 0; x < side; x++) {
    const weights = taps.weights[x] as Float64Array;
    const start = (taps.starts[x] as number) * depth;
    for (let c = 0; c < depth; c++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        sum += (weights[k] as number) * (row[start + k * depth + c] as number);
      }
      planes[(c * side + y) * side + x] = Math.floor(sum + 0.5);
    }
  }
}
