/** @file Random flips, shifts and blanks of standardised images. What a shift uncovers is black, as stored; a blank is the mean. */
import type { Rng } from "../base/index.ts";
import type { Batch } from "./batch.ts";
import type { Augmentation, Dataset } from "./dataset.ts";

/** The images as they are. */
export const noAugmentation: Augmentation = { flip: false, crop: 0, cutout: 0 };

/** Shifts by a fourteenth of the side, as 2 pixels for 28x28; smaller pictures than 14x14 stay as they are. */
export function shiftAugmentation(side: number): Augmentation {
  return { flip: false, crop: Math.floor(side / 14), cutout: 0 };
}

/**
 * Shifts by an eighth of the side, as the usual 4 pixels for 32x32 photographs. Does not mirror: where classes differ by
 * left and right, that would make them one.
 */
export function photoAugmentation(side: number): Augmentation {
  return { flip: false, crop: Math.round(side / 8), cutout: 0 };
}

/**
 * Changes the images of a batch in place, each by its own draws.
 *
 * @param batch  Examples of `dataset`, standardised; labels stay as they are, and examples that are no images too.
 * @param dataset  Gives the changes (`augmentation`) and what a stored 0 is after standardisation.
 * @param rng  The same state gives the same changes.
 * Source of cutout: DeVries, Taylor 2017, "Improved Regularization of Convolutional Neural Networks with Cutout".
 */
export function augment(batch: Batch, dataset: Dataset, rng: Rng): void {
  const { inputShape } = dataset.task;
  const { flip, crop, cutout } = dataset.augmentation;
  const { mean, std } = dataset.standardization;
  if (inputShape.length !== 3 || !(flip || crop > 0 || cutout > 0)) return;
  const [channels, height, width] = inputShape as readonly [number, number, number];
  const area = height * width;
  const plane = new Float32Array(area);

  for (let n = 0; n < batch.count; n++) {
    const mirrored = flip && rng.next() < 0.5;
    const down = crop > 0 ? rng.int(2 * crop + 1) - crop : 0;
    const right = crop > 0 ? rng.int(2 * crop + 1) - crop : 0;
    // The centre is uniform over the image, so the square may hang over its edge (DeVries, Taylor 2017, section 3.2).
    const top = cutout > 0 ? rng.int(height) - (cutout >> 1) : 0;
    const left = cutout > 0 ? rng.int(width) - (cutout >> 1) : 0;
    for (let c = 0; c < channels; c++) {
      const start = (n * channels + c) * area;
      if (mirrored || down !== 0 || right !== 0) {
        const black = -(mean[c] as number) / (std[c] as number);
        movePlane(batch.x, start, plane, width, mirrored, down, right, black);
      }
      if (cutout > 0) blankSquare(batch.x, start, height, width, top, left, cutout);
    }
  }
}

/** Reads each pixel from `down` rows below and `right` columns to the right, in the mirrored image where asked. */
function movePlane(
  x: Float32Array,
  start: number,
  plane: Float32Array,
  width: number,
  mirrored: boolean,
  down: number,
  right: number,
  black: number,
): void {
  const height = plane.length / width;
  for (let i = 0; i < plane.length; i++) plane[i] = x[start + i] as number;
  for (let row = 0; row < height; row++) {
    const fromRow = row + down;
    const target = start + row * width;
    for (let column = 0; column < width; column++) {
      const shifted = column + right;
      const inside = fromRow >= 0 && fromRow < height && shifted >= 0 && shifted < width;
      const fromColumn = mirrored ? width - 1 - shifted : shifted;
      x[target + column] = inside ? (plane[fromRow * width + fromColumn] as number) : black;
    }
  }
}

function blankSquare(
  x: Float32Array,
  start: number,
  height: number,
  width: number,
  top: number,
  left: number,
  side: number,
): void {
  const from = Math.max(0, left);
  const to = Math.min(width, left + side);
  for (let row = Math.max(0, top); row < Math.min(height, top + side); row++) {
    x.fill(0, start + row * width + from, start + row * width + Math.max(from, to));
  }
}
