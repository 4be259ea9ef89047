import { expect, test } from "vitest";
import { loadDataset } from "../../src/data/index.ts";
import { pictures } from "./few-images.ts";
import { tempFolder } from "./temp-folder.ts";

type Loaded = Awaited<ReturnType<typeof loadDataset>>;

async function load(folders: readonly string[], files: Record<string, string | Uint8Array> = {}): Promise<Loaded> {
  return loadDataset(await tempFolder({ ...(await pictures(folders)), ...files }));
}

const partSizes = ({ parts }: Loaded): number[] => [parts.train.length, parts.validation.length, parts.test.length];
const texts = ({ findings }: Loaded, kind: string): string[] =>
  findings.filter((finding) => finding.kind === kind).map(({ text }) => text);
const below = (...parts: readonly string[]): string[] => parts.flatMap((part) => [`${part}/cat`, `${part}/dog`]);

test.each([
  [
    ["Training", "Testing"],
    [4, 2, 6],
  ],
  [
    ["TRAIN", "dev", "test"],
    [6, 6, 6],
  ],
  [
    ["train_set", "valid-data", "Test Images"],
    [6, 6, 6],
  ],
  [
    ["training", "validate", "holdout"],
    [6, 6, 6],
  ],
  [
    ["train", "eval"],
    [4, 6, 2],
  ],
  [
    ["train", "val", "eval"],
    [6, 6, 6],
  ],
  [
    ["train", "evaluation", "test"],
    [6, 6, 6],
  ],
])("loadDataset() takes folders %s for parts, and says so", async (parts, sizes) => {
  const dataset = await load(below(...parts));

  expect(dataset.task.labels).toEqual(["cat", "dog"]);
  expect(partSizes(dataset)).toEqual(sizes);
  const guessed = texts(dataset, "guessed").join();
  for (const part of parts) {
    if (!["train", "test"].includes(part)) expect(guessed).toContain(`${part} is taken for the`);
  }
});

test("loadDataset() says nothing of parts that are called train, validation and test", async () => {
  expect(texts(await load(below("train", "validation", "test")), "guessed").join()).not.toContain("taken for");
});

test.each([
  [["bus", "car", "train"], "train"],
  [["valid", "invalid"], "valid"],
  [["dev", "ops"], "dev"],
])("loadDataset() takes folders %s of images for classes", async (classes, namesake) => {
  const dataset = await load(classes);

  expect(dataset.task.labels).toEqual(classes.toSorted());
  expect(texts(dataset, "guessed").join()).toMatch(`${namesake} is taken for a class, as images lie in it as in `);
});

test("loadDataset() takes a class called train for one below parts of that name too", async () => {
  const dataset = await load(["train/bus", "train/train", "test/bus", "test/train"]);

  expect(dataset.task.labels).toEqual(["bus", "train"]);
  expect(partSizes(dataset)).toEqual([4, 2, 6]);
});

test.each([
  [
    ["train/day1", "train/day2", "bus", "car"],
    /train is named like a part and holds folders of images, but bus beside it/,
  ],
  [["cat", "dog", "test/cat", "test/dog"], /test is named like a part .* but cat beside it is no part, expected/],
  [below("val", "test"), /named like a part .* but no part for training is beside it/],
  [["train", "test"], /images lie directly in test, so it may be a part without classes or a class/],
  [
    ["cat", "dog", "test"],
    /images lie directly in test, .*expected parts to hold a folder for each class, or another name/,
  ],
  [below("train", "Training"), /Training and train both may be the training part, expected one folder for each part/],
  [below("train", "val", "dev"), /dev and val both may be the validation part/],
])("loadDataset() refuses %s, which may be parts or classes", async (folders, message) => {
  await expect(load(folders)).rejects.toThrow(message);
});

test("loadDataset() leaves out images beside class folders and parts, and says where they lie", async () => {
  const image = await pictures(["x"], 1);
  const loose = image["x/0.png"] as Uint8Array;
  const files = { "0.png": loose, "train/1.png": loose, "unknown/2.png": loose, "test/cat/deep/3.png": loose };

  const dataset = await load(below("train", "test"), files);

  expect(dataset.task.labels).toEqual(["cat", "dog"]);
  expect(texts(dataset, "left out")).toEqual([
    "1 file or folder is left out: images beside the folders, of no class (0.png)",
    "1 file or folder is left out: images beside the class folders of a part, of no class (train/1.png)",
    "1 file or folder is left out: images beside the parts, of no class (unknown/2.png)",
  ]);
  expect(texts(dataset, "guessed")[0]).toMatch(/1 image in folders below a class folder \(test\/cat\/deep\) count/);
});

test("loadDataset() leaves out a test part without classes", async () => {
  const dataset = await load([...below("train", "val"), "test"]);

  expect(partSizes(dataset)).toEqual([4, 6, 2]);
  expect(texts(dataset, "left out").join()).toMatch(/3 files .* beside the parts, of no class \(test\/0.png, /);
});
