/** @file Decodes one image file. The only importer of sharp, loaded when the first image is read. */
import type { Sharp } from "sharp";
import { DataError } from "../base/index.ts";
import { readBytes } from "./read-file.ts";

export interface DecodedImage {
  /** Red, green and blue planes, 0..255, shape [3, side, side]. */
  readonly planes: Uint8Array;
  /** True if the planes are equal. */
  readonly grey: boolean;
}

/** Returns the shorter side of an image in pixels. @throws {DataError} if it cannot be read. */
export async function measureImage(path: string): Promise<number> {
  const { width, height } = await withSharp(path, (image) => image.metadata());
  return Math.min(width, height);
}

/** Reads an image, scaled to cover a square and cropped about the centre. @throws {DataError} if it cannot be read. */
export async function decodeImage(path: string, side: number): Promise<DecodedImage> {
  const pixels: Uint8Array = await withSharp(path, (image) =>
    image
      .autoOrient()
      .resize(side, side, { fit: "cover" })
      .flatten({ background: "black" })
      .toColourspace("srgb")
      .raw()
      .toBuffer(),
  );
  return toPlanes(pixels, side * side);
}

/**
 * Reads an image file as a network takes it: as the images of a folder are read.
 *
 * @param channels  1 for its brightness, 3 for red, green and blue.
 * @returns Planes, 0..255, shape [channels, side, side].
 * @throws {DataError} if it is no image that can be read.
 */
export async function readImage(path: string, side: number, channels: 1 | 3): Promise<Uint8Array> {
  const { planes } = await decodeImage(path, side);
  const area = side * side;
  if (channels === 3) return planes;
  const [red, green, blue] = [planes, planes.subarray(area), planes.subarray(2 * area)];
  return Uint8Array.from({ length: area }, (_, i) =>
    Math.round(0.299 * (red[i] as number) + 0.587 * (green[i] as number) + 0.114 * (blue[i] as number)),
  );
}

/** Opens an image and names its path in whatever error the work on it brings. */
async function withSharp<T>(path: string, work: (image: Sharp) => Promise<T>): Promise<T> {
  const bytes = await readBytes(path);
  const { default: sharp } = await import("sharp");
  try {
    return await work(sharp(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`Cannot read image ${path}: ${reason}, expected a PNG, JPEG or WebP file`, { cause });
  }
}

/** Sorts pixels of one or three interleaved channels into planes. */
function toPlanes(pixels: Uint8Array, area: number): DecodedImage {
  const channels = pixels.length / area;
  const planes = new Uint8Array(3 * area);
  let grey = true;
  for (let i = 0; i < area; i++) {
    const red = pixels[i * channels] as number;
    const green = channels < 3 ? red : (pixels[i * channels + 1] as number);
    const blue = channels < 3 ? red : (pixels[i * channels + 2] as number);
    planes[i] = red;
    planes[area + i] = green;
    planes[2 * area + i] = blue;
    if (red !== green || red !== blue) grey = false;
  }
  return { planes, grey };
}
