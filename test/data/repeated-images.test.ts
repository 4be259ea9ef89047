import { expect, test } from "vitest";
import { fromArrays, loadDataset } from "../../src/data/index.ts";
import { pictures } from "./few-images.ts";
import { tempFolder } from "./temp-folder.ts";

const warnings = ({ findings }: Awaited<ReturnType<typeof loadDataset>>): string[] =>
  findings.filter(({ kind }) => kind === "warning").map(({ text }) => text);

test("loadDataset() warns of images that are trained on and tested, and of those in two classes", async () => {
  const files = await pictures(["train/a", "train/b", "test/a", "test/b", "val/a", "val/b"]);
  const copies = {
    "test/a/8.png": files["train/a/0.png"] as Uint8Array,
    "test/a/9.png": files["val/a/0.png"] as Uint8Array,
    "val/b/9.png": files["train/a/1.png"] as Uint8Array,
    "train/a/9.png": files["train/a/1.png"] as Uint8Array,
  };

  const clean = await loadDataset(await tempFolder(files));
  const repeated = await loadDataset(await tempFolder({ ...files, ...copies }));

  expect(warnings(clean)).toEqual([]);
  expect(warnings(repeated)).toEqual([
    "1 of 7 validation images are in the training part as well, pixel by pixel: the score is better than for new ones",
    "2 of 8 test images are in the training or validation part as well, pixel by pixel: the score is better than for new ones",
    "1 image is equal to one of another class, pixel by pixel",
  ]);
});

test("fromArrays() finds equal images of fractions, and asks nothing of tables", () => {
  const targets = Int32Array.of(0, 1, 0, 1);
  const given = { validation: Int32Array.of(2), test: Int32Array.of(3) };
  const examples = Float32Array.of(0.25, 0.5, 0.5, 0.125, 0.5, 0.25, 0.25, 0.5);

  const images = fromArrays({ name: "x", examples, targets, given, inputShape: [1, 1, 2] });
  const table = fromArrays({ name: "x", examples, targets, given, inputShape: [2] });

  expect(warnings(images).join()).toMatch(/1 of 1 test images are in the training/);
  expect(warnings(table).join()).not.toContain("pixel");
});
