/** Uses an exported model with ONNX Runtime alone, as another program would. */
import { writeFile } from "node:fs/promises";
import { exportOnnx, exportPytorch, loadDataset, mlp, search, trainedModel } from "espalier";
import { InferenceSession, Tensor } from "onnxruntime-node";

const data = await loadDataset("wine");
const study = await search({ data, space: mlp({ maxDepth: 2 }), trials: 4, epochs: 20 });
const best = await study.best();
if (!best) throw new Error("no trial completed");

const model = await trainedModel(study, best, data);
await writeFile("wine.onnx", exportOnnx(model));
const { source, weights } = exportPytorch(model);
await writeFile("wine.py", source);
await writeFile("wine.npz", weights);

// From here on only wine.onnx: it takes the measurements as they are, standardising them is part of it.
const session = await InferenceSession.create("wine.onnx");
let right = 0;
for (const index of data.parts.test) {
  const columns = data.encoding?.columns.length ?? 0;
  const measurements = Float32Array.from(data.examples.subarray(index * columns, (index + 1) * columns));
  const { logits } = await session.run({ input: new Tensor("float32", measurements, [1, columns]) });
  const scores = Array.from(logits?.data as Float32Array);
  if (scores.indexOf(Math.max(...scores)) === data.targets[index]) right++;
}
console.log(`${right} of ${data.parts.test.length} wines told apart`);
if (right < 0.8 * data.parts.test.length) throw new Error("the exported model does not predict");
