import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadDataset, readImage } from "../../src/data/index.ts";
import {
  exportOnnx,
  exportWeb,
  modelInfo,
  modelInput,
  type NamedRow,
  type Prediction,
  predictModel,
  type TrainedModel,
} from "../../src/export/index.ts";
import { convChain, mlp } from "../../src/space/index.ts";
import { tempFolder } from "../data/temp-folder.ts";
import { randomDataset, randomModel } from "../export/random-model.ts";
import { imageFiles } from "./image-files.ts";
import { missingBrowser, openFolder } from "./open-page.ts";

const small = { layers: [{ width: 8 }], activation: "relu", normalize: false, dropout: 0 } as const;
const convolutions = {
  stem: 8,
  layers: [{ op: "conv", kernel: 3, width: 16, residual: false, pool: "max" }],
  head: "flatten",
  dropout: 0,
} as const;

function imageModel(channels: 1 | 3, side: number): TrainedModel {
  return randomModel(
    convChain(),
    convolutions,
    randomDataset({ inputShape: [channels, side, side], classes: 5, count: 20 }),
  );
}

/** Writes the folder of a page. */
async function exported(model: TrainedModel): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-web-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of await exportWeb(model)) await writeFile(join(folder, name), content);
  return folder;
}

/** As text: what the bundler of the tests makes of an import would not run in a page. */
const inPage = `(async () => {
  const ort = await import("./ort/ort.wasm.min.mjs");
  ort.env.wasm.numThreads = 1;
  const { openModel, imageValues } = await import("./model.js");
  const { decodeImage } = await import("./decode-image.js");
  const model = await openModel({ ort });
  globalThis.predictRows = (rows) => Promise.all(rows.map((row) => model.predictRow(row)));
  globalThis.predictFiles = async (texts) => {
    const results = [];
    for (const text of texts) {
      const image = await (await fetch("data:application/octet-stream;base64," + text)).blob();
      const values = Array.from(imageValues(model.card, await decodeImage(image)));
      results.push({ prediction: await model.predictImage(image), values });
    }
    return results;
  };
})()`;

interface Page {
  predictRows(rows: readonly NamedRow[]): Promise<Prediction[]>;
  predictFiles(texts: readonly string[]): Promise<{ readonly prediction: Prediction; readonly values: number[] }[]>;
}

function checkClass(found: Prediction | undefined, expected: Prediction | undefined, kind: string): void {
  if (found?.kind !== "class" || expected?.kind !== "class") throw new Error(`Cannot compare ${kind}: no class`);
  expect(found.label, kind).toBe(expected.label);
  const differences = found.probabilities.map((value, k) => Math.abs(value - (expected.probabilities[k] as number)));
  expect(Math.max(...differences), kind).toBeLessThan(1e-4);
}

test.for([
  [3, 6],
  [1, 1],
] as const)(
  "openModel() decides in Chromium as on Node, pixel by pixel, channels: %i",
  async ([channels, each], { skip }) => {
    if (missingBrowser) return skip(missingBrowser);
    const side = 24;
    const model = imageModel(channels, side);
    const [bytes, info, folder] = [exportOnnx(model), modelInfo(model), await exported(model)];
    const files = await imageFiles(each);
    await using opened = await openFolder(folder);

    await opened.page.evaluate(inPage);
    const found = await opened.page.evaluate(
      (texts) => (globalThis as unknown as Page).predictFiles(texts),
      files.map((file) => Buffer.from(file.bytes).toString("base64")),
    );

    for (const [i, file] of files.entries()) {
      const path = join(folder, String(i));
      await writeFile(path, file.bytes);
      const planes = await readImage(path, side, channels);
      expect(found[i]?.values, file.kind).toEqual([...planes]);
      const examples = { dtype: "float32", shape: [1, channels, side, side], data: Float32Array.from(planes) } as const;
      checkClass(found[i]?.prediction, (await predictModel(bytes, info, examples))[0], file.kind);
    }
  },
);

test("openModel() reads rows of a table in Chromium as modelInput() does on Node", async ({ skip }) => {
  if (missingBrowser) return skip(missingBrowser);
  const colours = ["red", "green", "blue"];
  const lines = Array.from(
    { length: 60 },
    (_, i) => `${i % 7 === 0 ? "" : (i * 37) % 50},${colours[i % 3]},2024-0${1 + (i % 9)}-11,${i % 2 ? "yes" : "no"}`,
  );
  const table = await tempFolder({ "sales.csv": ["size,colour,sold,kind", ...lines].join("\n") });
  const model = randomModel(mlp(), small, await loadDataset(`${table}/sales.csv`));
  const rows = [
    { size: 12.5, colour: "red", sold: "2024-02-29" },
    { size: null, colour: "mauve", sold: "2024-05-01" },
    { size: 1e3, colour: null, sold: "2023-12-31T18:00" },
  ];
  await using opened = await openFolder(await exported(model));

  await opened.page.evaluate(inPage);
  const found = await opened.page.evaluate((list) => (globalThis as unknown as Page).predictRows(list), rows);

  const info = modelInfo(model);
  const expected = await predictModel(exportOnnx(model), info, modelInput(info, rows));
  rows.forEach((row, i) => {
    checkClass(found[i], expected[i], JSON.stringify(row));
  });

  await opened.page.fill("#column0", "12.5");
  await opened.page.selectOption("#column1", "red");
  await opened.page.fill("#column2", "2024-02-29");
  await opened.page.click("button");
  expect(await opened.page.textContent("#results li strong")).toBe(found[0]?.kind === "class" ? found[0].label : "");
});

test("webPage() shows what image files are, and says which are none", async ({ skip }) => {
  if (missingBrowser) return skip(missingBrowser);
  const folder = await exported(imageModel(3, 8));
  await using opened = await openFolder(folder);
  const { page } = opened;
  const [image] = await imageFiles(1, ["png colour"]);

  await page.waitForSelector("#files:enabled");
  const send = (name: string, buffer: Uint8Array): Promise<void> =>
    page.setInputFiles("#files", { name, mimeType: "image/png", buffer: Buffer.from(buffer) });
  await send("leaf.png", image?.bytes as Uint8Array);
  await page.waitForSelector("li table");
  await send("<b>none</b>.png", Buffer.from("no image"));
  await page.waitForSelector("li.error");

  expect(await page.textContent("#status")).toBe("The model is ready.");
  expect(await page.textContent("li:last-child")).toMatch(/^\d \d+\.\d % – leaf\.png/);
  expect(await page.textContent("li.error")).toContain("<b>none</b>.png: ");
  expect(await page.$$eval("[id=files]", ([input]) => (input as unknown as { labels: object[] }).labels.length)).toBe(
    1,
  );
});
