/** @file The images that a path leads to: itself, or all in a folder and below. */
import { DataError, IoError } from "../base/index.ts";
import { imagesBelow, READ_FORMATS, walkImages } from "./image-tree.ts";
import { LeftOut } from "./left-out.ts";
import { kindOfPath } from "./read-file.ts";

/**
 * Lists images as a folder of a data set is read: those of a folder in the order of their names, then those below.
 *
 * @param path  An image, whatever its name, or a folder.
 * @throws {IoError} if there is neither; {DataError} if a folder holds no image.
 */
export async function listImages(path: string): Promise<string[]> {
  const kind = await kindOfPath(path);
  if (kind === "file") return [path];
  if (kind !== "folder")
    throw new IoError(`Cannot read ${path}: no such file or folder, expected an image or a folder`);
  const leftOut = new LeftOut(path);
  const images = imagesBelow(await walkImages(path, leftOut));
  if (images.length > 0) return images;
  const found = leftOut.inside(path.replace(/\/+$/, ""));
  throw new DataError(
    `Cannot read ${path}: the folder holds no image${found && `, but ${found}`}, expected ${READ_FORMATS} files`,
  );
}
