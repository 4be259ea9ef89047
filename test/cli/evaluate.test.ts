import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadDataset } from "../../src/data/index.ts";
import { exportOnnx } from "../../src/export/index.ts";
import { mlp } from "../../src/space/index.ts";
import { randomModel } from "../export/random-model.ts";
import { espalier, tempFolder } from "./run-espalier.ts";

const architecture = { layers: [{ width: 16 }], activation: "tanh", normalize: false, dropout: 0 } as const;

test("espalier evaluate reads a table's columns as the model names them, and warns of rows it has seen", async () => {
  const folder = await tempFolder();
  const lines = Array.from({ length: 60 }, (_, row) => [row % 7, row * 1.5, `c${row % 3}`, row % 2 ? "lo" : "hi"]);
  const write = (name: string, order: readonly number[], header: readonly string[]): Promise<void> =>
    writeFile(join(folder, name), [header, ...lines].map((line) => order.map((at) => line[at]).join(",")).join("\n"));
  const names = ["a", "b", "c", "kind"];
  await write("table.csv", [0, 1, 2, 3], names);
  // The label is not the last column here.
  await write("other.csv", [3, 2, 0, 1], names);
  await write("less.csv", [0, 2, 3], names);
  const dataset = await loadDataset(join(folder, "table.csv"));
  await writeFile(join(folder, "model.onnx"), exportOnnx(randomModel(mlp(), architecture, dataset)));

  const same = await espalier(folder, "evaluate", "model.onnx", "table.csv", "--part", "all", "--json");
  const other = await espalier(folder, "evaluate", "model.onnx", "other.csv", "--part", "all", "--json");
  const less = await espalier(folder, "evaluate", "model.onnx", "less.csv");

  const [first, second] = [same, other].map(({ out }) => JSON.parse(out));
  expect(second.loss).toBeCloseTo(first.loss, 6);
  expect(second.warnings).toEqual([expect.stringContaining("48 of 60 examples were seen in training")]);
  expect(other.err).toContain("espalier: warning: 48 of 60 examples were seen");
  expect(less.code).toBe(2);
  expect(less.err).toContain("no column is called b, expected the columns of the model");
});
