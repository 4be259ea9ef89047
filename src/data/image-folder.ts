/** @file A folder of images with one sub-folder a class, perhaps below train, validation and test. */
import { relative } from "node:path";
import { DataError, InputError } from "../base/index.ts";
import { photoAugmentation } from "./augment.ts";
import { counted } from "./counted.ts";
import type { Augmentation, PartName } from "./dataset.ts";
import type { Finding } from "./finding.ts";
import { decodeAll } from "./image-batch.ts";
import { measureImage } from "./image-file.ts";
import { tellParts } from "./image-parts.ts";
import { describeImages } from "./image-sizes.ts";
import { type ImageTree, imagesBelow, READ_FORMATS, walkImages } from "./image-tree.ts";
import { LeftOut, listSome } from "./left-out.ts";
import { indexRange, type RawDataset } from "./raw-dataset.ts";
import { squareFit } from "./resize.ts";

export interface ImageFolderOptions {
  /** Side of the square that each image is scaled to; default the shorter side of the first image, 64 at most. */
  readonly imageSize?: number | undefined;
}

const LARGEST_DEFAULT_SIDE = 64;

interface ImageFile {
  readonly path: string;
  readonly label: string;
}

/**
 * Reads a folder of images, one sub-folder a class, sorted by name; images in folders below a class belong to it.
 *
 * Images are turned by their orientation tag, cropped to a square about the centre, laid on black where transparent,
 * resized, and kept as one channel if all of them are grey, else as red, green and blue. What is not read, and what is
 * guessed, is told in the findings. Only regular files are opened.
 *
 * @param options  Beside those of the folder, changes of training images that the caller has decided on.
 * @throws {DataError} naming the path of an empty class folder, an unreadable image or a class unknown to training, or if
 *   parts cannot be told from classes.
 * @throws {InputError} if `imageSize` is no positive integer.
 */
export async function readImageFolder(
  name: string,
  path: string,
  { imageSize, augmentation }: ImageFolderOptions & { readonly augmentation?: Partial<Augmentation> | undefined } = {},
): Promise<RawDataset> {
  if (imageSize !== undefined && (!Number.isSafeInteger(imageSize) || imageSize < 1)) {
    throw new InputError(`Cannot read image folder ${path}: image size is ${imageSize}, expected a positive integer`);
  }
  const leftOut = new LeftOut(path);
  const root = await walkImages(path, leftOut);
  const { classes, findings } = tellParts(root, leftOut);
  const list = (part: PartName): ImageFile[] => classes[part].flatMap((folder) => listClass(folder, leftOut));
  const parts = { train: list("train"), validation: list("validation"), test: list("test") };
  const labels = [...new Set(parts.train.map(({ label }) => label))];
  checkClasses(root, parts, classes.train);

  const files = [...parts.train, ...parts.validation, ...parts.test];
  const paths = files.map((file) => file.path);
  const first = await measureImage(paths[0] as string);
  const side = imageSize ?? Math.min(LARGEST_DEFAULT_SIDE, first.width, first.height);
  const { channels, pixels, greys, sizes } = await decodeAll(paths, side);
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
    imageFit: squareFit,
    findings: [
      ...findings,
      ...nestedFindings(path, Object.values(classes).flat()),
      ...describeImages({ side, isGiven: imageSize !== undefined, sizes, greys }),
      ...(augmentation?.flip === undefined ? [notMirrored] : []),
      ...leftOut.findings(),
    ],
  };
}

const notMirrored: Finding = {
  kind: "guessed",
  text: "training images are not mirrored, as left and right may tell classes apart (flip changes it)",
};

function listClass(folder: ImageTree, leftOut: LeftOut): ImageFile[] {
  const images = imagesBelow(folder);
  if (images.length > 0) return images.map((path) => ({ path, label: folder.name }));
  const found = leftOut.inside(folder.path);
  throw new DataError(
    `Cannot read image folder ${folder.path}: no images${found && `, but ${found}`}, expected ${READ_FORMATS} files of one class`,
  );
}

function checkClasses(
  { path }: ImageTree,
  parts: Record<PartName, readonly ImageFile[]>,
  classes: readonly ImageTree[],
): void {
  const [only] = classes;
  if (classes.length < 2) {
    const inner = only && only.folders.length > 1 ? `, perhaps those of ${only.path}` : "";
    throw new DataError(
      `Cannot read image folder ${path}: found ${classes.length} class folders to train on, expected at least two${inner}`,
    );
  }
  const labels = classes.map(({ name }) => name);
  const stranger = [...parts.validation, ...parts.test].find(({ label }) => !labels.includes(label));
  if (stranger !== undefined) {
    throw new DataError(
      `Cannot read image ${stranger.path}: class "${stranger.label}" has no training images, ` +
        `expected one of ${labels.join(", ")}`,
    );
  }
}

function nestedFindings(root: string, classes: readonly ImageTree[]): Finding[] {
  const nested = classes.flatMap(({ folders }) => folders).filter((folder) => imagesBelow(folder).length > 0);
  if (nested.length === 0) return [];
  const count = nested.flatMap(imagesBelow).length;
  const where = listSome(
    nested.map((folder) => folder.path),
    root,
  );
  return [
    {
      kind: "guessed",
      text: `${counted(count, "image", "images")} in folders below a class folder (${where}) count as that class`,
    },
  ];
}
