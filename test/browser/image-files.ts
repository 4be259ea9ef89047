/** @file Image files of all kinds that pages meet, made from smooth random pictures. */
import sharp, { type Sharp } from "sharp";
import { createRng, type Rng } from "../../src/base/index.ts";

export interface ImageFile {
  /** Format and what is special of it. */
  readonly kind: string;
  readonly bytes: Uint8Array;
}

/** How to write a picture, and how many channels it has. */
const writers: Readonly<Record<string, readonly [channels: 1 | 2 | 3 | 4, write: (image: Sharp) => Sharp]>> = {
  "png colour": [3, (image) => image.png()],
  "png grey": [1, (image) => image.toColourspace("b-w").png()],
  "png palette": [3, (image) => image.png({ palette: true, colours: 64 })],
  "png transparent": [4, (image) => image.png()],
  "png 16 bit": [3, (image) => image.toColourspace("rgb16").png()],
  "png profile": [3, (image) => image.withIccProfile("p3").png()],
  "jpeg 4:2:0": [3, (image) => image.jpeg({ quality: 85 })],
  "jpeg 4:4:4": [3, (image) => image.jpeg({ quality: 92, chromaSubsampling: "4:4:4" })],
  "jpeg progressive": [3, (image) => image.jpeg({ progressive: true })],
  "jpeg grey": [1, (image) => image.toColourspace("b-w").jpeg()],
  "jpeg turned": [3, (image) => image.withMetadata({ orientation: 6 }).jpeg()],
  "webp lossless": [3, (image) => image.webp({ lossless: true })],
  "webp transparent": [4, (image) => image.webp({ lossless: true })],
  "webp lossy": [3, (image) => image.webp({ quality: 80 })],
  gif: [3, (image) => image.gif()],
};

/** So many files of each kind, of different sizes. */
export async function imageFiles(each: number, kinds: readonly string[] = Object.keys(writers)): Promise<ImageFile[]> {
  const rng = createRng("images");
  const files: ImageFile[] = [];
  for (const kind of kinds) {
    const [channels, write] = writers[kind] as (typeof writers)[string];
    for (let i = 0; i < each; i++) {
      const [width, height] = [20 + rng.int(120), 20 + rng.int(120)];
      const data = picture(rng, width, height, channels);
      files.push({ kind, bytes: await write(sharp(data, { raw: { width, height, channels } })).toBuffer() });
    }
  }
  return files;
}

/** Waves of different lengths in each channel, with some noise. */
function picture(rng: Rng, width: number, height: number, channels: number): Uint8Array {
  const waves = Array.from({ length: channels }, () => [0, 0, 0].map(() => rng.next() / 4));
  return Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const [across = 0, down = 0, phase = 0] = waves[i % channels] ?? [];
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    return 127 + 110 * Math.sin(across * x + down * y + 30 * phase) + 16 * (rng.next() - 0.5);
  });
}
