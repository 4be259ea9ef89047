import * as ort from "onnxruntime-web";
import { expect, expectTypeOf, test } from "vitest";
import { loadDataset } from "../../src/data/index.ts";
import { exportOnnx, exportWeb, type ModelCard, modelCard, modelInfo } from "../../src/export/index.ts";
import { decodeImage } from "../../src/export/web/decode-image.ts";
import { imageValues, type Runtime } from "../../src/export/web/model.ts";
import { rowCells } from "../../src/export/web/row-input.ts";
import { convChain, mlp } from "../../src/space/index.ts";
import { pictures } from "../data/few-images.ts";
import { tempFolder } from "../data/temp-folder.ts";
import { randomDataset, randomModel } from "./random-model.ts";

const small = { layers: [{ width: 8 }], activation: "relu", normalize: false, dropout: 0 } as const;

test("exportWeb() writes a folder whose scripts import nothing but their neighbours", async () => {
  const folder = await tempFolder(await pictures(["a", "b<i>"]));
  const model = randomModel(mlp(), small, await loadDataset(folder));

  const files = await exportWeb(model);

  const names = ["decode-image", "model", "read-prediction", "resize", "row-input"];
  const scripts = names.flatMap((name) => [`${name}.d.ts`, `${name}.js`]);
  expect([...files.keys()].sort()).toEqual([...scripts, "README.md", "index.html", "model.json", "model.onnx"].sort());
  expect(files.get("model.onnx")).toEqual(exportOnnx(model));
  for (const name of scripts) {
    const imported = [...String(files.get(name)).matchAll(/^(?:import|export|\}).* from "([^"]*)"/gm)].map(
      ([, path]) => path,
    );
    for (const path of imported) expect(files.has(String(path).replace("./", "")), `${name}: ${path}`).toBe(true);
  }
  const card = JSON.parse(String(files.get("model.json"))) as ModelCard;
  expect(card).toMatchObject({
    task: "classification",
    labels: ["a", "b<i>"],
    input: {
      ...{ name: "input", layout: "NCHW", shape: [1, 8, 8], dtype: "float32", preprocessing: "in-graph" },
      image: {
        fit: "cover",
        crop: "centre",
        filter: "triangle",
        background: "black",
        colours: "grey",
        levels: [0, 255],
      },
    },
    output: { name: "logits", meaning: "softmax gives probabilities" },
    dataset: { name: expect.any(String), source: expect.stringContaining("scaled to 8x8 grey") },
  });
  expect(card).not.toHaveProperty("dataset.seen");
  expect(String(files.get("README.md"))).toContain("resized to 8x8");
});

test("exportWeb() makes a form of the columns of a table, texts escaped", async () => {
  const lines = Array.from({ length: 30 }, (_, i) => `${i},${["<x>", "y&z", "w"][i % 3]},${i * 2.5}`);
  const folder = await tempFolder({ "t.csv": ["size,kind,price", ...lines].join("\n") });
  const model = randomModel(mlp(), small, await loadDataset(`${folder}/t.csv`, { label: "price" }));

  const files = await exportWeb(model);

  const page = String(files.get("index.html"));
  expect(page).toContain('<label for="column0">size</label><input id="column0" name="size" type="number" step="any">');
  expect(page).toContain('<option value="&#60;x&#62;">&#60;x&#62;</option>');
  expect(page).not.toContain("<x>");
  expect(String(files.get("README.md"))).toContain('model.predictRow({"size":1.5,"kind":"');
});

test("exportWeb() refuses images that no file can be brought to", async () => {
  const wide = randomModel(mlp(), small, randomDataset({ inputShape: [1, 4, 6], classes: 2 }));

  await expect(exportWeb(wide)).rejects.toThrow(/takes \[1, 4, 6\], expected rows of a table, or square images/);
});

test("modelCard() says which raw values black and white are", async () => {
  const levelsOf = async (data: string): Promise<unknown> => {
    const dataset = await loadDataset(data);
    const model = randomModel(mlp(), small, dataset);
    return modelCard(modelInfo(model)).input.image?.levels;
  };

  expect(await levelsOf("digits")).toEqual([0, 16]);
  expect(await levelsOf("wine")).toBeUndefined();
  const noise = randomModel(convChain(), { stem: 8, layers: [], head: "flatten", dropout: 0 } as never, {
    ...randomDataset({ inputShape: [3, 8, 8], classes: 2 }),
    valueRange: [3, 250],
  });
  expect(modelCard(modelInfo(noise)).input.image).toMatchObject({ colours: "red, green, blue", levels: [0, 255] });
});

test("imageValues() spreads the levels of a file over those of the data", () => {
  const input = { name: "input", shape: [1, 2, 2], dtype: "float32", image: { levels: [0, 16] } } as const;
  const pixels = { data: Uint8Array.of(0, 255, 51, 204), width: 2, height: 2, channels: 1 } as const;

  expect([...imageValues({ input }, pixels)].map((value) => Math.round(value * 100) / 100)).toEqual([0, 16, 3.2, 12.8]);
  expect(() => imageValues({ input: { name: "input", shape: [2], dtype: "float32" } }, pixels)).toThrow(/takes rows/);
});

test("rowCells() reads numbers, categories, dates and gaps, and names what it cannot read", () => {
  const columns = [
    { name: "n", kind: "number" },
    { name: "c", kind: "category", values: ["a", " b"] },
    { name: "d", kind: "date" },
  ] as const;
  const features = [{ kind: "value", column: 0, fill: 7 }];

  expect(rowCells({ columns }, { n: 1.5, c: " b", d: "1970-01-03" })).toEqual([1.5, 1, 2]);
  expect(rowCells({ columns }, { n: 0, c: "new", d: "1970-01-02T06:00" })).toEqual([0, -1, 1.25]);
  expect(rowCells({ columns, features }, { n: null, c: " a ", d: 4 })).toEqual([7, 0, 4]);
  expect(rowCells({ columns, features, hasMissing: true }, { n: Number.NaN, c: "", d: null })).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect(() => rowCells({ columns }, { n: 1, c: "a" })).toThrow(/no value for "d"/);
  expect(() => rowCells({ columns }, { n: "1", c: "a", d: 1 })).toThrow(/"n" is "1", expected a number/);
  expect(() => rowCells({ columns }, { n: 1, c: "a", d: "3.4.24" })).toThrow(
    /"d" is "3.4.24", expected a date such as/,
  );
});

test("openModel() takes onnxruntime-web as it is", () => {
  expectTypeOf(ort).toExtend<Runtime>();
  expect(decodeImage).toBeTypeOf("function");
});
