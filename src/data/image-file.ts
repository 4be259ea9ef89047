/** @file Decodes one image file. The only importer of sharp, loaded when the first image is read. */
import type { Sharp, SharpOptions } from "sharp";
import { DataError } from "../base/index.ts";
import { READ_FORMATS } from "./image-tree.ts";
import { readBytes } from "./read-file.ts";
import { coverSquare, type Pixels, toChannels } from "./resize.ts";

/** Width and height in pixels, as the image is to be looked at. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

export interface DecodedImage extends ImageSize {
  /** Red, green and blue planes, 0..255, shape [3, side, side]. */
  readonly planes: Uint8Array<ArrayBuffer>;
}

/** Returns the size of an image, turned as its orientation tag says. @throws {DataError} if it cannot be read. */
export async function measureImage(path: string): Promise<ImageSize> {
  const { autoOrient } = await withSharp(path, (image) => image.metadata());
  return autoOrient;
}

/** Reads an image, brought to a square by `coverSquare`. @throws {DataError} if it cannot be read. */
export async function decodeImage(path: string, side: number): Promise<DecodedImage> {
  const { data, info } = await withSharp(path, (image) =>
    image.autoOrient().toColourspace("srgb").raw().toBuffer({ resolveWithObject: true }),
  );
  const { width, height, channels } = info;
  const pixels = { data, width, height, channels } as Pixels;
  return { width, height, planes: coverSquare(pixels, side) };
}

/**
 * Reads an image file as a network takes it: as the images of a folder are read.
 *
 * @param channels  1 for its brightness, 3 for red, green and blue.
 * @returns Planes, 0..255, shape [channels, side, side].
 * @throws {DataError} if it is no image that can be read.
 */
export async function readImage(path: string, side: number, channels: 1 | 3): Promise<Uint8Array<ArrayBuffer>> {
  return toChannels((await decodeImage(path, side)).planes, channels);
}

/** As browsers decode for a model: values as stored, whatever colours a profile says they mean; the first picture of several. */
const decoding: SharpOptions = { ignoreIcc: true, pages: 1 };

/** Opens an image and names its path in whatever error the work on it brings. */
async function withSharp<T>(path: string, work: (image: Sharp) => Promise<T>): Promise<T> {
  const bytes = await readBytes(path);
  const { default: sharp } = await import("sharp");
  try {
    return await work(sharp(bytes, decoding));
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).trim().replace(/\s*\n\s*/g, "; ");
    throw new DataError(`Cannot read image ${path}: ${reason}, expected a ${READ_FORMATS} file`, { cause });
  }
}
