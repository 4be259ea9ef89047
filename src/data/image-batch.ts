/** @file Decodes many image files into one array. */
import { DataError } from "../base/index.ts";
import { type DecodedImage, decodeImage, type ImageSize } from "./image-file.ts";
import { isGrey } from "./resize.ts";

/** Enough to keep the decoder's threads busy; each holds an image in full size. */
const IMAGES_AT_ONCE = 4;
const SHOWN = 5;

export interface DecodedImages {
  /** 1 if all images are grey. */
  readonly channels: 1 | 3;
  /** Shape [count, channels, side, side]. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Sizes as stored, in the order of the paths. */
  readonly sizes: readonly ImageSize[];
  /** How many images are grey. */
  readonly greys: number;
}

/**
 * Decodes images to planes; drops the colour planes if none of them has colour.
 *
 * @throws {DataError} naming all files that cannot be read, so that they can be mended at one go.
 */
export async function decodeAll(paths: readonly string[], side: number): Promise<DecodedImages> {
  const area = side * side;
  const colour = new Uint8Array(paths.length * 3 * area);
  const sizes: ImageSize[] = [];
  const failures: { path: string; error: DataError }[] = [];
  let greys = 0;
  const take = ({ width, height, planes }: DecodedImage, index: number): void => {
    colour.set(planes, index * 3 * area);
    sizes[index] = { width, height };
    if (isGrey(planes)) greys++;
  };
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < paths.length; index = next++) {
      const path = paths[index] as string;
      try {
        take(await decodeImage(path, side), index);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        failures.push({ path, error });
      }
    }
  };
  await Promise.all(Array.from({ length: IMAGES_AT_ONCE }, work));
  if (failures.length > 0) throw allFailures(failures);
  if (greys < paths.length) return { channels: 3, pixels: colour, sizes, greys };
  const pixels = new Uint8Array(paths.length * area);
  for (let index = 0; index < paths.length; index++) {
    pixels.set(colour.subarray(index * 3 * area, (index * 3 + 1) * area), index * area);
  }
  return { channels: 1, pixels, sizes, greys };
}

function allFailures(failures: readonly { readonly path: string; readonly error: DataError }[]): DataError {
  const sorted = failures.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const [first, ...others] = sorted as [(typeof sorted)[number], ...typeof sorted];
  if (others.length === 0) return first.error;
  const shown = others.slice(0, SHOWN).map(({ path }) => path);
  const more = others.length > SHOWN ? ", ..." : "";
  return new DataError(
    `${first.error.message}; ${others.length} more cannot be read either: ${shown.join(", ")}${more}`,
    { cause: first.error },
  );
}
