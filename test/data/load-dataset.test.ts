import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dataFormats, dataSources, loadDataset } from "../../src/data/index.ts";
import { tempFolder } from "./temp-folder.ts";

const sharedWine = new URL("../../../shared/data/wine_data.csv", import.meta.url);

test("loadDataset() reads the bundled digits", async () => {
  const { task, examples, targets, parts, source, hash } = await loadDataset("digits");

  expect(task.inputShape).toEqual([1, 8, 8]);
  expect(task.labels).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  expect(examples).toBeInstanceOf(Uint8Array);
  expect(examples.length).toBe(1797 * 64);
  expect([...examples.subarray(0, 8)]).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
  expect((examples as Uint8Array).reduce((most, value) => Math.max(most, value), 0)).toBe(16);
  expect([...targets.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
  expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([1079, 359, 359]);
  expect(source).toContain("CC BY 4.0");
  // Pinned: stored studies find their data by this hash.
  expect(hash).toBe("d27ccdcec7582023d152f9c8fa533c1b11ea5fc1cfaf002e83cba2517ba093ec");
});

test("loadDataset() reads the bundled wine", async () => {
  const { task, examples, targets } = await loadDataset("wine");

  expect(task).toEqual({ kind: "classification", inputShape: [13], outputs: 3, labels: ["0", "1", "2"] });
  expect(examples.length).toBe(178 * 13);
  expect(examples[0]).toBeCloseTo(14.23, 5);
  expect([0, 1, 2].map((label) => targets.filter((target: number) => target === label).length)).toEqual([59, 71, 48]);
});

test.skipIf(!existsSync(sharedWine))(
  "loadDataset() holds the wine of the shared copy (skipped if absent)",
  async () => {
    const [, ...lines] = readFileSync(sharedWine, "utf8").trim().split("\n");

    const { examples } = await loadDataset("wine");

    expect(examples).toEqual(Float32Array.from(lines.flatMap((line) => line.split(",").slice(0, 13).map(Number))));
  },
);

test("loadDataset() applies the caller's split and augmentation", async () => {
  const { parts, augmentation } = await loadDataset("digits", {
    validation: 0.1,
    test: 0,
    seed: "other",
    augmentation: { crop: 0, cutout: 3 },
  });

  expect(parts.validation.length).toBe(180);
  expect(parts.test.length).toBe(0);
  expect(augmentation).toEqual({ flip: false, crop: 0, cutout: 3 });
});

test("loadDataset() lists the built-in names for an unknown name or path", async () => {
  await expect(loadDataset("digitz")).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringMatching(/"digitz": .*expected one of digits, wine, mnist, fashion-mnist, or a path/),
  });
  await expect(loadDataset("./digits.csv")).rejects.toMatchObject({
    code: "io",
    message: expect.stringMatching(/\.\/digits\.csv: no such file or folder, .*digits, wine/),
  });
  await expect(loadDataset("")).rejects.toMatchObject({ code: "invalid-input" });
});

test("loadDataset() lists the known kinds for a path of none of them", async () => {
  const folder = await tempFolder({ "notes.txt": "hello" });

  await expect(loadDataset(folder)).rejects.toThrow(/this folder is of no known kind, expected one of\n.*\.csv/);
  await expect(loadDataset(`${folder}/notes.txt`)).rejects.toThrow(/this file is of no known kind/);
});

test("dataSources and dataFormats have one name and one line each", () => {
  for (const list of [dataSources, dataFormats]) {
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
    for (const { summary } of list) expect(summary).toMatch(/^[^\n]{20,120}$/);
  }
});
