import { expect, test } from "vitest";
import { dataRows, planRows } from "../../../src/cli/run/overview-text.ts";
import { type DataOverview, describeData, type Finding, fromArrays, loadDataset } from "../../../src/data/index.ts";

test("describeData() counts the classes of each part and names what a table holds", async () => {
  const wine = describeData(await loadDataset("wine"));

  expect(wine).toMatchObject({
    name: "wine",
    task: "classification",
    examples: { train: 106, validation: 36, test: 36 },
  });
  for (const part of ["train", "validation", "test"] as const) {
    expect(wine.classes.reduce((sum, counts) => sum + counts[part], 0)).toBe(wine.examples[part]);
  }
  expect(wine.columns.flatMap(({ names }) => names)).toHaveLength(13);
  expect(wine).toMatchObject({ inputs: 13, image: null, augmentation: null });
  expect(JSON.parse(JSON.stringify(wine))).toEqual(wine);
});

test("describeData() gives the range of each quantity of a regression", () => {
  const xor = fromArrays({
    name: "sums",
    examples: Float32Array.from({ length: 20 }, (_, i) => i),
    targets: Float32Array.from({ length: 20 }, (_, i) => (i % 2 ? -i : i / 2)),
    inputShape: [2],
  });

  expect(describeData(xor).quantities.map(({ least, greatest }) => [least, greatest])).toEqual([
    [0, 9],
    [-19, -1],
  ]);
  expect(describeData(xor).classes).toEqual([]);
});

const data: DataOverview = {
  name: "photos",
  source: "images",
  task: "classification",
  label: null,
  examples: { train: 60, validation: 20, test: 20 },
  classes: Array.from({ length: 20 }, (_, i) => ({ name: `class ${i}`, train: 3, validation: 1, test: 1 })),
  quantities: [],
  columns: [],
  inputs: 192,
  image: { channels: 3, height: 8, width: 8 },
  augmentation: { flip: true, crop: 1, cutout: 0 },
  absent: { train: [], validation: [], test: [] },
  findings: [{ kind: "left out", text: "5 files are left out: no images" }],
};
const textOf = (overview: DataOverview, label: string): string[] =>
  dataRows(overview).flatMap(([name, text]) => (name === label ? [text] : []));

test("dataRows() says how training images are changed and how to switch that off", () => {
  expect(textOf(data, "Images")).toEqual(["8x8 pixels, colour"]);
  expect(textOf(data, "Changes")[0]).toMatch(/mirrored left-right and shifted by up to 1 pixels?.*--no-augment/);
  expect(textOf({ ...data, augmentation: null }, "Changes")[0]).toMatch(/^none/);
});

test("dataRows() shortens long lists and names, and says how many it left out", () => {
  const findings = Array.from({ length: 30 }, (_, i): Finding => ({ kind: "warning", text: `warning ${i}` }));
  const long = { ...data, findings, label: "x".repeat(1000) };

  expect(textOf(data, "Classes")[0]).toMatch(/class 11 3\/1\/1 and 8 more \(training\/validation\/test\)$/);
  expect(textOf(data, "Left out")).toEqual(["5 files are left out: no images"]);
  expect(textOf(long, "Warning")).toHaveLength(11);
  expect(textOf(long, "Warning").at(-1)).toBe("and 20 more of this kind");
  expect(textOf(long, "Task")[0]?.length).toBeLessThan(100);
});

test("planRows() tells what was asked for from what was chosen by default, and a bound from an estimate", () => {
  const choices = [
    { name: "space", value: "mlp", isDefault: true },
    { name: "trials", value: "9", isDefault: false },
    { name: "--no-augment", value: "", isDefault: false },
  ];

  expect(planRows({ data, choices, time: { trial: 2, total: 60, isBound: true } })).toEqual([
    ["As asked", "trials 9, --no-augment"],
    ["By default", "space mlp"],
    ["Time", "about 2 s a trial, at most about 1 min 0 s in all"],
  ]);
  expect(planRows({ data, choices: [], time: null })).toEqual([["Time", "not estimated"]]);
});
