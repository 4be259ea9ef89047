/** @file `espalier predict`: what a model says of new examples. */
import { readFile } from "node:fs/promises";
import { InputError, toIoError } from "../../base/index.ts";
import { predictModel, readModelInfo } from "../../export/index.ts";
import { readMetadata } from "../../onnx/index.ts";
import { positionalsOf } from "../args/check-arguments.ts";
import { type CliCommand, command } from "../command.ts";
import { dataOptions } from "../options/data-options.ts";
import { toggle } from "../options/option.ts";
import { flagsOf, pickOptions, readOptions } from "../options/option-table.ts";
import { predictionCsv, predictionJson, predictionTable } from "../predict/prediction-text.ts";
import { readExamples, type TableReading } from "../predict/read-examples.ts";

const { header, encoding } = dataOptions;
const tableOptions = { header, encoding };

const predictOptions = {
  ...tableOptions,
  json: toggle("Print an array of {file, line, label, probability, probabilities} or {file, line, values}."),
  csv: toggle("Print CSV with the columns file, line, label and probability, or file, line and the targets."),
};

const args = {
  model: { type: "positional", description: "ONNX file that Espalier exported." },
  "files...": {
    type: "positional",
    description: "CSV tables, or images and folders of images: as the model's data were.",
  },
  ...flagsOf(predictOptions),
} as const;

export const predict: CliCommand = command({
  name: "predict",
  description:
    "Says what a model makes of new examples: of each row of a table, or of each image, the class with its probability, or the quantity in its own unit.",
  args,
  notes: [
    "Columns are found by their names; those the model does not take, such as the label, are left out. Images are brought to the model's size as in training.",
  ],
  examples: [
    ["espalier predict espalier-flowers-0/best.onnx new-flowers.csv", "a table: one line for each row"],
    ["espalier predict espalier-photos-0/best.onnx holiday/ cat.jpg", "every image of a folder, and one more"],
    ["espalier predict model.onnx rows.csv --csv > predicted.csv", "for a spreadsheet; --json for programs"],
  ],
  run: async ({ model = "" }, words) => {
    const options = readOptions(predictOptions, words, args);
    if (options.json && options.csv) {
      throw new InputError("Cannot predict with --json and --csv: both say how to print, expected one of the two");
    }
    const paths = positionalsOf(words, args).slice(1);
    const bytes = await readFile(model).catch((error: unknown) => {
      throw toIoError("read", model, error);
    });
    const info = readModelInfo(readMetadata(bytes).metadata);
    if (info === null) {
      throw new InputError(
        `Cannot predict with ${model}: it says nothing of its labels and data, expected a model that Espalier exported`,
      );
    }
    const { origins, examples, warnings } = await readExamples(
      paths,
      info,
      pickOptions<TableReading>(tableOptions, options),
    );
    for (const warning of warnings) process.stderr.write(`Note: ${warning}\n`);
    const predictions = await predictModel(bytes, info, examples);
    const predicted = predictions.flatMap((prediction, i) => {
      const origin = origins[i];
      return origin ? [{ origin, prediction }] : [];
    });
    const text = options.json
      ? JSON.stringify(predictionJson(predicted, info), null, 2)
      : options.csv
        ? predictionCsv(predicted, info)
        : predictionTable(predicted, info);
    process.stdout.write(`${text}\n`);
    return 0;
  },
});
