/** @file A folder of images with one sub-folder a class, perhaps below train, validation and test. */
import { extname, join, relative } from "node:path";
import { DataError, InputError } from "../base/index.ts";
import { photoAugmentation } from "./augment.ts";
import type { PartName } from "./dataset.ts";
import { decodeImage, measureImage } from "./image-file.ts";
import { indexRange, type RawDataset } from "./raw-dataset.ts";
import { type Entries, listFolder } from "./read-file.ts";

export interface ImageFolderOptions {
  /** Side of the square that each image is scaled to; default the shorter side of the first image, 64 at most. */
  readonly imageSize?: number | undefined;
}

const EXTENSIONS: readonly string[] = [".png", ".jpg", ".jpeg", ".webp"];
const LARGEST_DEFAULT_SIDE = 64;
/** Folder names of the parts as data sets in the wild spell them. */
const PART_FOLDERS: Readonly<Record<PartName, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["validation", "val", "valid"],
  test: ["test", "testing"],
};
/** Enough to keep the decoder's threads busy while files are read. */
const IMAGES_AT_ONCE = 16;

interface ImageFile {
  readonly path: string;
  readonly label: string;
}

/**
 * Reads a folder of PNG, JPEG and WebP images, one sub-folder a class, sorted by name.
 *
 * Images are turned by their orientation tag, scaled to cover a square, cropped about the centre, laid on black where
 * transparent, and kept as one channel if all of them are grey, else as red, green and blue. Other files are passed over.
 *
 * @throws {DataError} naming the path of an empty class folder, an unreadable image or a class unknown to training.
 * @throws {InputError} if `imageSize` is no positive integer.
 */
export async function readImageFolder(
  name: string,
  path: string,
  entries: Entries,
  { imageSize }: ImageFolderOptions = {},
): Promise<RawDataset> {
  if (imageSize !== undefined && (!Number.isSafeInteger(imageSize) || imageSize < 1)) {
    throw new InputError(`Cannot read image folder ${path}: image size is ${imageSize}, expected a positive integer`);
  }
  const parts = await listParts(path, entries);
  const labels = [...new Set(parts.train.map(({ label }) => label))];
  checkClasses(path, parts, labels);

  const files = [...parts.train, ...parts.validation, ...parts.test];
  const side = imageSize ?? Math.min(LARGEST_DEFAULT_SIDE, await measureImage((files[0] as ImageFile).path));
  const { channels, pixels } = await decodeAll(files, side);
  const trainEnd = parts.train.length;
  const validationEnd = trainEnd + parts.validation.length;
  return {
    name,
    source: `images in ${name}, scaled to ${side}x${side} ${channels === 1 ? "grey" : "colour"}`,
    task: { kind: "classification", inputShape: [channels, side, side], outputs: labels.length, labels },
    examples: pixels,
    targets: Int32Array.from(files, ({ label }) => labels.indexOf(label)),
    names: files.map((file) => relative(path, file.path)),
    given: {
      ...(parts.validation.length > 0 && { validation: indexRange(trainEnd, validationEnd) }),
      ...(parts.test.length > 0 && { test: indexRange(validationEnd, files.length) }),
    },
    augmentation: photoAugmentation(side),
  };
}

/** Lists the images of each part; without a train folder all of them are open to be split. */
async function listParts(path: string, entries: Entries): Promise<Record<PartName, readonly ImageFile[]>> {
  const folderOf = (part: PartName): string | undefined =>
    PART_FOLDERS[part].find((folder) => entries.folders.includes(folder));
  if (folderOf("train") === undefined) {
    return { train: await listClasses(path, entries), validation: [], test: [] };
  }
  const list = async (part: PartName): Promise<readonly ImageFile[]> => {
    const folder = folderOf(part);
    if (folder === undefined) return [];
    return listClasses(join(path, folder), await listFolder(join(path, folder)));
  };
  return { train: await list("train"), validation: await list("validation"), test: await list("test") };
}

async function listClasses(path: string, entries: Entries): Promise<ImageFile[]> {
  const images: ImageFile[] = [];
  for (const label of entries.folders) {
    const folder = join(path, label);
    const { files } = await listFolder(folder);
    const found = files.filter((file) => EXTENSIONS.includes(extname(file).toLowerCase()));
    if (found.length === 0) {
      throw new DataError(
        `Cannot read image folder ${folder}: no images, expected PNG, JPEG or WebP files of one class`,
      );
    }
    images.push(...found.map((file) => ({ path: join(folder, file), label })));
  }
  return images;
}

function checkClasses(path: string, parts: Record<PartName, readonly ImageFile[]>, labels: readonly string[]): void {
  if (labels.length < 2) {
    throw new DataError(
      `Cannot read image folder ${path}: found ${labels.length} class folders to train on, expected at least two`,
    );
  }
  const stranger = [...parts.validation, ...parts.test].find(({ label }) => !labels.includes(label));
  if (stranger !== undefined) {
    throw new DataError(
      `Cannot read image ${stranger.path}: class "${stranger.label}" has no training images, ` +
        `expected one of ${labels.join(", ")}`,
    );
  }
}

/** Decodes all images to planes; drops the colour planes if none of them has colour. */
async function decodeAll(
  files: readonly ImageFile[],
  side: number,
): Promise<{ channels: 1 | 3; pixels: Uint8Array<ArrayBuffer> }> {
  const area = side * side;
  const colour = new Uint8Array(files.length * 3 * area);
  let grey = true;
  for (let start = 0; start < files.length; start += IMAGES_AT_ONCE) {
    const chunk = files.slice(start, start + IMAGES_AT_ONCE);
    const images = await Promise.all(chunk.map(({ path }) => decodeImage(path, side)));
    images.forEach((image, offset) => {
      colour.set(image.planes, (start + offset) * 3 * area);
      grey &&= image.grey;
    });
  }
  if (!grey) return { channels: 3, pixels: colour };
  const pixels = new Uint8Array(files.length * area);
  for (let index = 0; index < files.length; index++) {
    pixels.set(colour.subarray(index * 3 * area, (index * 3 + 1) * area), index * area);
  }
  return { channels: 1, pixels };
}
