/** Searches a small network for handwritten digits and writes it as ONNX. */
import { writeFile } from "node:fs/promises";
import { convChain, evaluateModel, exportOnnx, loadDataset, search, trainedModel } from "espalier";

const data = await loadDataset("digits");
const study = await search({
  data,
  space: convChain({ maxDepth: 2, widths: [8, 16] }),
  objectives: ["accuracy", "params"],
  trials: 8,
  epochs: 5,
});

for (const { number, values } of await study.front()) console.log(`trial ${number}:`, values);

const best = await study.best();
if (!best) throw new Error("no trial completed");
console.log(study.space.describe(best.architecture));

const model = exportOnnx(await trainedModel(study, best, data));
await writeFile("digits.onnx", model);
const { values, latencyMs } = await evaluateModel(model, data);
console.log(`digits.onnx: test accuracy ${values.accuracy?.toFixed(3)}, ${latencyMs.p50.toFixed(3)} ms an image`);
