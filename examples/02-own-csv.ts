/** Searches a network for a table: numeric columns and one with the label. */
import { writeFile } from "node:fs/promises";
import { createRng, loadDataset, mlp, search } from "espalier";

// Flowers of two kinds, told apart by two measurements together, by neither alone.
const rng = createRng("flowers");
const rows = Array.from({ length: 400 }, () => {
  const [length, width] = [4 + 2 * rng.normal(), 4 + 2 * rng.normal()];
  return `${length.toFixed(2)},${width.toFixed(2)},${length > 4 === width > 4 ? "aster" : "daisy"}`;
});
await writeFile("flowers.csv", ["length,width,species", ...rows].join("\n"));

// Texts or few integers in the label column mean classes; other numbers a quantity, and regression.
const data = await loadDataset("flowers.csv", { label: "species", test: 0.25 });
console.log(`${data.task.kind} of ${data.task.labels.join(", ")} from ${data.task.inputShape} columns`);

const study = await search({
  data,
  space: mlp({ maxDepth: 2, widths: [8, 16, 32] }),
  objectives: ["accuracy", "params"],
  trials: 12,
  epochs: 30,
  training: { batchSize: 16, rate: 0.01 },
});

const best = await study.best();
if (!best) throw new Error("no trial completed");
console.log(study.space.describe(best.architecture));
console.log(`validation accuracy ${best.values?.accuracy?.toFixed(3)} with ${best.values?.params} parameters`);
