import { expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import {
  type Augmentation,
  augment,
  type Batch,
  type Dataset,
  fromArrays,
  noAugmentation,
} from "../../src/data/index.ts";

/** Images of two 4x4 channels that count upwards from 1, so that a zero is always a blank. */
function batchOf(count: number): Batch {
  const x = Float32Array.from({ length: count * 32 }, (_, index) => (index % 32) + 1);
  return { count, x, labels: new BigInt64Array(count), targets: null };
}

/** A data set of such images (or tables) with mean 8 and deviation 2 in both channels: a stored 0 becomes -4. */
function datasetOf(inputShape: readonly number[], augmentation: Augmentation): Dataset {
  const examples = new Uint8Array(20 * 32);
  const targets = Int32Array.from({ length: 20 }, (_, n) => n % 2);
  const dataset = fromArrays({ name: "images", examples, targets, inputShape });
  return { ...dataset, augmentation, standardization: { mean: [8, 8], std: [2, 2] } };
}

function augmented(count: number, change: Partial<Augmentation>, seed = 1): Float32Array[] {
  const batch = batchOf(count);
  augment(batch, datasetOf([2, 4, 4], { ...noAugmentation, ...change }), createRng(seed));
  return Array.from({ length: count }, (_, n) => batch.x.subarray(n * 32, (n + 1) * 32));
}

const original = [...batchOf(1).x];

test("augment() is repeated by the same seed and not by another", () => {
  const change = { flip: true, crop: 1, cutout: 2 };

  expect(augmented(16, change, 3)).toEqual(augmented(16, change, 3));
  expect(augmented(16, change, 3)).not.toEqual(augmented(16, change, 4));
});

test("augment() mirrors about half of the images, all channels together", () => {
  const mirror = original.map((_, index) => original[index - (index % 4) + 3 - (index % 4)]);

  const images = augmented(200, { flip: true });

  const mirrored = images.filter((image) => image[0] !== 1);
  for (const image of mirrored) expect([...image]).toEqual(mirror);
  for (const image of images) if (image[0] === 1) expect([...image]).toEqual(original);
  expect(mirrored.length).toBeGreaterThan(70);
  expect(mirrored.length).toBeLessThan(130);
});

test("augment() shifts by at most the crop and fills with what a stored zero becomes", () => {
  const seen = new Set<string>();

  for (const image of augmented(400, { crop: 1 })) {
    // The pixel at row 1, column 1 stays inside for every shift, so it tells which one was drawn.
    const value = (image[5] as number) - 1;
    const down = Math.floor(value / 4) - 1;
    const right = (value % 4) - 1;
    seen.add(`${down},${right}`);
    image.forEach((pixel, index) => {
      const row = Math.floor((index % 16) / 4) + down;
      const column = (index % 4) + right;
      const inside = row >= 0 && row < 4 && column >= 0 && column < 4;
      expect(pixel).toBe(inside ? original[index - (index % 16) + row * 4 + column] : -4);
    });
  }

  expect(seen.size).toBe(9);
});

test("augment() blanks one square in all channels, which may hang over the edge", () => {
  const sizes = new Set<number>();

  for (const image of augmented(200, { cutout: 2 })) {
    const blank = (offset: number): number[] => [...image.subarray(offset, offset + 16)].map((v) => (v === 0 ? 1 : 0));
    expect(blank(0)).toEqual(blank(16));
    sizes.add(blank(0).reduce((sum, value) => sum + value, 0));
  }

  expect([...sizes].sort((a, b) => a - b)).toEqual([1, 2, 4]);
});

test("augment() leaves images without augmentation and tables alone", () => {
  expect(augmented(3, {}).map((image) => [...image])).toEqual([original, original, original]);
  const table = batchOf(2);

  augment(table, datasetOf([32], { flip: true, crop: 1, cutout: 1 }), createRng(1));

  expect(table).toEqual(batchOf(2));
});

test("augment() blanks the whole image where the cutout is much larger", () => {
  for (const image of augmented(20, { cutout: 16 })) expect(image.every((value) => value === 0)).toBe(true);
});
