/** @file Walks a folder of images to its end: which images lie where, and what cannot be read. Nothing is opened. */
import { realpath } from "node:fs/promises";
import { extname, join } from "node:path";
import { IoError } from "../base/index.ts";
import type { LeftOut } from "./left-out.ts";
import { listFolder } from "./read-file.ts";

/** A folder with the images that lie in it and below. */
export interface ImageTree {
  readonly path: string;
  readonly name: string;
  /** Paths of the images that lie directly in it, in the order of their names. */
  readonly images: readonly string[];
  readonly folders: readonly ImageTree[];
}

const readable = new Set([".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".tif", ".tiff", ".avif"]);
/** Images for people, but not for the decoder. */
const unreadable = new Set([
  ...[".bmp", ".dib", ".heic", ".heif", ".jp2", ".j2k", ".jxl", ".svg", ".ico", ".psd", ".tga", ".pcx", ".exr", ".hdr"],
  ...[".ppm", ".pgm", ".pbm", ".pnm", ".dcm", ".raw", ".cr2", ".cr3", ".nef", ".arw", ".dng", ".orf", ".rw2"],
]);

/** In words, for errors. */
export const READ_FORMATS = "PNG, JPEG, WebP, GIF, TIFF or AVIF";

interface Node extends ImageTree {
  images: string[];
  folders: Node[];
}

/** A link to a folder, to be followed after all folders that are no links. */
interface Link {
  readonly parent: Node;
  readonly name: string;
}

/**
 * Lists a folder and all folders below it, each once however many links lead to it, so that links in a circle end.
 *
 * @param leftOut  Is told what is not read.
 * @throws {IoError} if a folder cannot be read.
 */
export async function walkImages(path: string, leftOut: LeftOut): Promise<ImageTree> {
  const read = new Set<string>();
  const links: Link[] = [];
  const root = await walk(path, "", await realPathOf(path), leftOut, read, links);
  for (let link = links.shift(); link !== undefined; link = links.shift()) {
    const { parent, name } = link;
    const target = join(parent.path, name);
    const real = await realPathOf(target);
    if (read.has(real)) leftOut.add("links to folders that are read where they lie", target);
    else parent.folders.push(await walk(target, name, real, leftOut, read, links));
    parent.folders.sort(byName);
  }
  return root;
}

async function walk(
  path: string,
  name: string,
  real: string,
  leftOut: LeftOut,
  read: Set<string>,
  links: Link[],
): Promise<Node> {
  read.add(real);
  const { files, folders, hidden, special } = await listFolder(path);
  for (const file of hidden) leftOut.add("hidden, or left behind by a system", join(path, file));
  for (const file of special) leftOut.add("pipes, sockets, devices or links that lead nowhere", join(path, file));
  const node: Node = { path, name, images: [], folders: [] };
  for (const file of files) {
    const ending = extname(file).toLowerCase();
    if (readable.has(ending)) node.images.push(join(path, file));
    else if (unreadable.has(ending)) leftOut.add(`images that are not ${READ_FORMATS}`, join(path, file));
    else leftOut.add("no images", join(path, file));
  }
  for (const folder of folders) {
    const below = join(path, folder);
    const target = await realPathOf(below);
    if (target !== join(real, folder)) links.push({ parent: node, name: folder });
    else node.folders.push(await walk(below, folder, target, leftOut, read, links));
  }
  return node;
}

function byName(a: ImageTree, b: ImageTree): number {
  return a.name < b.name ? -1 : 1;
}

async function realPathOf(path: string): Promise<string> {
  return realpath(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new IoError(`Cannot read ${path}: ${reason}, expected a readable folder`, { cause });
  });
}

/** All images in a folder and below: first its own, then those of each folder. */
export function imagesBelow(tree: ImageTree): string[] {
  return [...tree.images, ...tree.folders.flatMap(imagesBelow)];
}
