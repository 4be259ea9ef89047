/** @file What stands beside an exported page for people. */
import type { WebCard } from "../model-card.ts";

/** The files of onnxruntime-web that the page loads. */
export const runtimeFiles = ["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"] as const;

/** Writes README.md. */
export function webReadme(card: WebCard): string {
  const { input, dataset } = card;
  const call =
    input.columns === undefined
      ? "await model.predictImage(file); // a File or Blob: PNG, JPEG, WebP"
      : `await model.predictRow(${JSON.stringify(exampleRow(input.columns))});`;
  return `# A model for a page

Trained by Espalier ${card.version} on ${dataset.name} (${dataset.source}).

| File | |
| --- | --- |
| \`model.onnx\` | the model; it standardises its input itself |
| \`model.json\` | labels, and what the model takes and gives |
| \`model.js\` | \`openModel\`: from an image file or a row to a prediction; the other scripts belong to it, \`.d.ts\` are types |
| \`index.html\` | a page to try it |

## Try it

Put these files of onnxruntime-web (\`npm install onnxruntime-web@1.30.0\`, folder \`node_modules/onnxruntime-web/dist\`) into
a folder \`ort\` here:

${runtimeFiles.map((file) => `- \`${file}\``).join("\n")}

Then serve this folder, as by \`npx http-server .\`, and open it. Nothing is loaded from elsewhere, and nothing is sent:
the page works offline.

## Use it in a page of yours

\`\`\`js
import * as ort from "onnxruntime-web";
import { openModel } from "./model.js";

const model = await openModel({ ort, folder: "/where/these/files/are/" });
const prediction = ${call}
\`\`\`

${
  card.task === "classification"
    ? 'A prediction is `{ kind: "class", label, probability, probabilities }`, the probabilities in the order of `labels` in\n`model.json`.'
    : 'A prediction is `{ kind: "quantities", values }`, in the order of `labels` in `model.json` and in their own units.'
}
${input.columns === undefined ? imageNote(card) : tableNote()}`;
}

function imageNote({ input: { shape, image } }: WebCard): string {
  const side = shape[1];
  return `
Images are turned by their orientation tag, laid on black where transparent, cut to the largest square about their centre and
resized to ${side}x${side} (\`resize.js\`, the code that read the training images: the browser's canvas would resize
otherwise), ${image?.colours === "grey" ? "by their brightness" : "as planes of red, green and blue"}, values ${image?.levels.join(" to ")}. Colour profiles are
not heeded.
`;
}

function tableNote(): string {
  return `
Give a value for every column: numbers as numbers, categories as text, dates as "2024-05-31" or "2024-05-31T12:30", null where
a value is missing.
`;
}

function exampleRow(columns: NonNullable<WebCard["input"]["columns"]>): Record<string, string | number> {
  const example = (column: (typeof columns)[number]): string | number =>
    column.kind === "number" ? 1.5 : column.kind === "date" ? "2024-05-31" : (column.values[0] ?? "");
  return Object.fromEntries(columns.map((column) => [column.name, example(column)]));
}
