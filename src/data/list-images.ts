/** @file The images that a path leads to: itself, or all in a folder and below. */
import { extname, join } from "node:path";
import { DataError, IoError } from "../base/index.ts";
import { kindOfPath, listFolder } from "./read-file.ts";

const EXTENSIONS: readonly string[] = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff", ".avif"];

/**
 * Lists images, in the order of their names.
 *
 * @param path  An image, whatever its name, or a folder.
 * @throws {IoError} if there is nothing; {DataError} if a folder holds no image.
 */
export async function listImages(path: string): Promise<string[]> {
  const kind = await kindOfPath(path);
  if (kind === "file") return [path];
  if (kind !== "folder")
    throw new IoError(`Cannot read ${path}: no such file or folder, expected an image or a folder`);
  const images = await walk(path);
  if (images.length > 0) return images;
  throw new DataError(`Cannot read ${path}: the folder holds no image, expected files such as .png or .jpg`);
}

async function walk(path: string): Promise<string[]> {
  const { files, folders } = await listFolder(path);
  const images = files.filter((file) => EXTENSIONS.includes(extname(file).toLowerCase()));
  const below: string[] = [];
  for (const folder of folders) below.push(...(await walk(join(path, folder))));
  return [...images.map((file) => join(path, file)), ...below];
}
