import sharp from "sharp";
import { expect, test } from "vitest";
import { loadDataset } from "../../src/data/index.ts";
import { tempFolder } from "./temp-folder.ts";

type Colour = readonly [number, number, number];

function png([r, g, b]: Colour, width = 8, height = width): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
}

const grey: Colour = [100, 100, 100];
const white: Colour = [255, 255, 255];
const orange: Colour = [250, 120, 0];

/** Five images in each of two classes. */
async function twoClasses(first: Colour, second: Colour, below = ""): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (let index = 0; index < 5; index++) {
    files[`${below}ash/${index}.png`] = await png(first);
    files[`${below}birch/${index}.png`] = await png(second);
  }
  return files;
}

test("loadDataset() reads grey images into one channel, classes sorted by name", async () => {
  const folder = await tempFolder({
    ...(await twoClasses(grey, white)),
    "README.txt": "no class",
    "ash/notes.txt": "",
  });

  const { task, examples, targets, source, parts } = await loadDataset(folder);

  expect(task).toEqual({ kind: "classification", inputShape: [1, 8, 8], outputs: 2, labels: ["ash", "birch"] });
  expect([...targets]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  expect([examples[0], examples[9 * 64]]).toEqual([100, 255]);
  expect(source).toContain("scaled to 8x8 grey");
  expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([6, 2, 2]);
});

test("loadDataset() keeps three planes where one image has colour", async () => {
  const folder = await tempFolder(await twoClasses(grey, orange));

  const { task, examples, augmentation } = await loadDataset(folder, { augmentation: { flip: false } });

  expect(task.inputShape).toEqual([3, 8, 8]);
  expect([0, 64, 128].map((offset) => examples[9 * 192 + offset])).toEqual([250, 120, 0]);
  expect([0, 64, 128].map((offset) => examples[offset])).toEqual([100, 100, 100]);
  expect(augmentation).toEqual({ flip: false, crop: 1, cutout: 0 });
});

test("loadDataset() reads JPEG, WebP, transparent and grey files of any size alike", async () => {
  const image = sharp(await png(white, 30, 20));
  const clear = sharp({ create: { width: 9, height: 9, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } });
  const folder = await tempFolder({
    "a/1.jpg": await image.clone().jpeg().toBuffer(),
    "a/2.JPEG": await image.clone().greyscale().jpeg().toBuffer(),
    "a/3.webp": await image.clone().webp({ lossless: true }).toBuffer(),
    "b/1.png": await clear.clone().png().toBuffer(),
    "b/2.png": await clear.clone().png().toBuffer(),
    "b/3.png": await sharp(await png([0, 0, 0]))
      .toColourspace("b-w")
      .png()
      .toBuffer(),
  });

  const { task, examples } = await loadDataset(folder, { imageSize: 10 });

  expect(task.inputShape).toEqual([1, 10, 10]);
  const expected = [255, 255, 255, 0, 0, 0].flatMap((value) => new Array<number>(100).fill(value));
  expect([...examples]).toEqual(expected);
});

test("loadDataset() caps the default size of images at 64 and takes the shorter side below", async () => {
  const small = await tempFolder({ ...(await twoClasses(grey, white)), "ash/0.png": await png(grey, 9, 6) });
  const large = await tempFolder({ ...(await twoClasses(grey, white)), "ash/0.png": await png(grey, 200, 100) });

  expect((await loadDataset(small)).task.inputShape).toEqual([1, 6, 6]);
  expect((await loadDataset(large)).task.inputShape).toEqual([1, 64, 64]);
});

test("loadDataset() respects train, validation and test folders of images", async () => {
  const folder = await tempFolder({
    ...(await twoClasses(grey, white, "train/")),
    "val/birch/v.png": await png(white),
    "test/ash/t.png": await png(grey),
    "test/birch/t.png": await png(white),
  });

  const { parts, targets } = await loadDataset(folder);

  expect(parts.train.length).toBe(10);
  expect([...parts.validation]).toEqual([10]);
  expect([...parts.test]).toEqual([11, 12]);
  expect([...targets.subarray(10)]).toEqual([1, 0, 1]);
});

test("loadDataset() names the image or folder that is wrong", async () => {
  const good = await twoClasses(grey, white);
  const broken: [Record<string, string | Uint8Array>, RegExp][] = [
    [{ ...good, "cedar/": "" }, /cedar: no images, expected PNG, JPEG, WebP, GIF, TIFF or AVIF files of one class/],
    [{ ...good, "birch/3.png": "not an image" }, /birch\/3\.png: .*expected a PNG, JPEG, WebP, GIF, TIFF or AVIF file/],
    [{ ...good, "ash/0.png": "" }, /ash\/0\.png: .*expected a PNG, JPEG, WebP, GIF, TIFF or AVIF file/],
    [
      { ...good, "ash/2.png": "", "birch/3.png": "none", "birch/4.png": "none" },
      /ash\/2\.png: .*; 2 more cannot be read either: \S+birch\/3\.png, \S+birch\/4\.png$/,
    ],
    [
      { "ash/0.png": (await png(grey)).subarray(0, 60), "birch/0.png": await png(grey) },
      /ash\/0\.png: .*expected a PNG/,
    ],
    [await twoClasses(grey, white, "photos/"), /found 1 class folders .* at least two, perhaps those of \S+\/photos$/],
    [{ "ash/0.png": await png(grey) }, /found 1 class folders to train on, expected at least two/],
    [
      { ...(await twoClasses(grey, white, "train/")), "test/cedar/0.png": await png(grey) },
      /test\/cedar\/0\.png: class "cedar" has no training images, expected one of ash, birch/,
    ],
  ];
  for (const [files, message] of broken) await expect(loadDataset(await tempFolder(files))).rejects.toThrow(message);
  await expect(loadDataset(await tempFolder(good), { imageSize: 1.5 })).rejects.toThrow(/image size is 1.5/);
});

test("loadDataset() says how the size of images came, and what cropping and colours meant", async () => {
  const files = {
    ...(await twoClasses(grey, white)),
    "ash/0.png": await png(grey, 48, 36),
    "ash/1.png": await png(grey, 6),
  };
  const colour = { ...(await twoClasses(grey, orange)), "ash/0.png": await png(grey, 200) };
  const guessed = async (folder: string, options = {}): Promise<string[]> =>
    (await loadDataset(folder, options)).findings.filter(({ kind }) => kind === "guessed").map(({ text }) => text);

  expect(await guessed(await tempFolder(files))).toEqual([
    "images are scaled to 36x36, the shorter side of the first, 48x36; they are 6x6 to 48x36 (image size changes it)",
    "1 image is not square and cropped about the centre, which takes 25 % at most",
    "all images are grey: they are read as one channel",
    "training images are not mirrored, as left and right may tell classes apart (flip changes it)",
  ]);
  expect((await guessed(await tempFolder(colour))).slice(0, 2)).toEqual([
    "images are scaled to 64x64, the most by default, as the first is 200x200; they are 8x8 to 200x200 (image size changes it)",
    "5 of 10 images are grey: all are read as red, green and blue",
  ]);
  expect(await guessed(await tempFolder(colour), { imageSize: 9, augmentation: { flip: true } })).toEqual([
    "5 of 10 images are grey: all are read as red, green and blue",
  ]);
});

test("loadDataset() mirrors images of a folder only where told", async () => {
  const folder = await tempFolder(await twoClasses(grey, white));

  expect((await loadDataset(folder)).augmentation).toMatchObject({ flip: false, crop: 1 });
  expect((await loadDataset(folder, { augmentation: { flip: true } })).augmentation).toMatchObject({ flip: true });
});

test("loadDataset() reads GIF, TIFF and AVIF, the first picture of several", async () => {
  const image = sharp(await png(white, 9));
  const folder = await tempFolder({
    "a/1.gif": await image.clone().gif().toBuffer(),
    "a/2.tif": await image.clone().tiff().toBuffer(),
    "b/1.avif": await image.clone().avif({ lossless: true }).toBuffer(),
    "b/2.jfif": await image.clone().jpeg().toBuffer(),
  });

  const { examples } = await loadDataset(folder, { validation: 0, test: 0.5 });

  expect(new Set(examples)).toEqual(new Set([255]));
});

test("loadDataset() turns images as their orientation tag says, and heeds no colour profile", async () => {
  const left = sharp(Uint8Array.of(200, 10, 20, 30), { raw: { width: 2, height: 2, channels: 1 } });
  const turned = await left.clone().withMetadata({ orientation: 6 }).png().toBuffer();
  const tinted = await left.clone().toColourspace("srgb").withIccProfile("p3").png().toBuffer();
  const stored = await sharp(tinted, { ignoreIcc: true }).raw().toBuffer();
  const folder = await tempFolder({ "a/1.png": turned, "a/2.png": turned, "b/1.png": tinted, "b/2.png": tinted });

  const { examples } = await loadDataset(folder, { validation: 0, test: 0.5 });

  const channels = examples.length / 16;
  expect([...examples.subarray(0, 4)]).toEqual([20, 200, 30, 10]);
  expect(examples[8 * channels]).toBe(stored[0]);
});
