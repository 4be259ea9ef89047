/** @file Examples that are images, as small PNG pictures in text. */
import { deflateSync } from "node:zlib";
import { sizeOf } from "../tensor/index.ts";
import type { LabelledExamples } from "./outcomes.ts";

/** Larger images keep every second, third, ... pixel only. */
const LARGEST_SIDE = 64;

/**
 * Draws examples, grey or red, green and blue, with the brightness stretched over what is found in them together; base64
 * without a prefix. Null where the data are no such images.
 */
export function thumbnails({ task, examples }: LabelledExamples, indices: readonly number[]): string[] | null {
  const [channels = 0, height = 0, width = 0] = task.inputShape;
  if (task.inputShape.length !== 3 || (channels !== 1 && channels !== 3)) return null;
  const size = sizeOf(task.inputShape);
  const planes = indices.map((index) => examples.subarray(index * size, (index + 1) * size));
  let [least, greatest] = [0, 1];
  for (const values of planes) {
    for (const value of values) {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  const bright = (value: number): number => Math.round((255 * (value - least)) / (greatest - least));
  const step = Math.max(1, Math.ceil(Math.max(height, width) / LARGEST_SIDE));
  const [rows, columns] = [Math.ceil(height / step), Math.ceil(width / step)];
  return planes.map((values) => {
    const pixels = new Uint8Array(rows * columns * channels);
    let at = 0;
    for (let y = 0; y < height; y += step) {
      for (let x = 0; x < width; x += step) {
        for (let c = 0; c < channels; c++) pixels[at++] = bright(values[(c * height + y) * width + x] as number);
      }
    }
    return encodePng(pixels, columns, rows, channels).toString("base64");
  });
}

/** Writes pixels of one or three interleaved channels of 8 bits as PNG. Source: the PNG specification, third edition. */
function encodePng(pixels: Uint8Array, width: number, height: number, channels: 1 | 3): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 1 ? 0 : 2], 8);
  // Each row begins with the number of its filter: 0, none.
  const stride = width * channels;
  const rows = new Uint8Array(height * (stride + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
