import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { dataFormats, dataSources, type LoadOptions, loadDataset } from "../../src/data/index.ts";
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

    expect(examples).toEqual(Float64Array.from(lines.flatMap((line) => line.split(",").slice(0, 13).map(Number))));
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

  await expect(loadDataset(folder)).rejects.toThrow(/this folder is of no known kind, expected one of: .*\.csv/);
  await expect(loadDataset(`${folder}/notes.txt`)).rejects.toThrow(/this file is of no known kind/);
});

test("loadDataset() refuses options that the data do not heed", async () => {
  const folder = await tempFolder({
    "table.csv": "a,kind\n1,x\n2,y\n3,x\n4,y\n5,x\n6,y\n7,x\n8,y\n9,x\n10,y\n",
    "photos/cat/1.png": "",
    "cifar/data_batch_1.bin": "",
  });
  const refusal = (source: string, options: LoadOptions): Promise<unknown> =>
    loadDataset(source, options).catch((error: unknown) => error);

  expect(await refusal("wine", { label: "kind" })).toEqual(
    new InputError("Cannot load wine: label is given, expected no such option for data known by name"),
  );
  expect(await refusal(`${folder}/table.csv`, { imageSize: 8 })).toMatchObject({
    code: "invalid-input",
    message: expect.stringMatching(
      /table\.csv: image size is given, expected only label, task, drop, columns, header, encoding, drop missing target for data of the kind csv$/,
    ),
  });
  expect(await refusal(`${folder}/photos`, { task: "regression" })).toMatchObject({
    message: expect.stringMatching(/photos: task is given, expected only image size for data of the kind images$/),
  });
  expect(await refusal(`${folder}/cifar`, { imageSize: 8 })).toMatchObject({
    message: expect.stringMatching(/cifar: image size is given, expected no such option for data of the kind cifar$/),
  });
  const { name } = await loadDataset(`${folder}/table.csv`, { label: "kind", task: undefined, imageSize: undefined });
  expect(name).toBe("table");
});

test("loadDataset() names a table in errors by its path", async () => {
  const folder = await tempFolder({ "broken.csv": "a,kind\n1,x\ntwo,y\n2,x\n" });

  await expect(loadDataset(`${folder}/broken.csv`)).rejects.toThrow(
    `Cannot read table ${folder}/broken.csv: line 3, column "a" is "two"`,
  );
});

test("dataSources and dataFormats have one name and one line each", () => {
  for (const list of [dataSources, dataFormats]) {
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
    for (const { summary } of list) expect(summary).toMatch(/^[^\n]{20,120}$/);
  }
});
