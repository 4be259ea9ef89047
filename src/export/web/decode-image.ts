/** @file Pixels of an image file in a browser: as they are stored, for the numbers of `coverSquare` to be those of Node. */
import type { Pixels } from "../../data/resize.ts";

/** What is needed of a browser; its types are not those of Node. */
interface Browser {
  createImageBitmap(image: Blob, options: object): Promise<Bitmap>;
  readonly OffscreenCanvas: new (
    width: number,
    height: number,
  ) => {
    getContext(kind: "2d", options: object): Context;
  };
}

interface Bitmap {
  readonly width: number;
  readonly height: number;
  close(): void;
}

interface Context {
  drawImage(image: Bitmap, x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
}

/**
 * Decodes an image file: turned by its orientation tag, laid on black where transparent, colour profiles not heeded.
 *
 * The canvas only hands the pixels over, one to one: what it makes of images it scales differs between browsers.
 *
 * @throws Whatever the browser throws at a file that is no image it knows.
 */
export async function decodeImage(image: Blob): Promise<Pixels> {
  const { createImageBitmap, OffscreenCanvas } = globalThis as unknown as Browser;
  const bitmap = await createImageBitmap(image, {
    colorSpaceConversion: "none",
    imageOrientation: "from-image",
    premultiplyAlpha: "none",
  });
  const { width, height } = bitmap;
  // Opaque, and so black to begin with; read often, and so kept in memory where every pixel is exact.
  const context = new OffscreenCanvas(width, height).getContext("2d", { alpha: false, willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
}
