/** @file `espalier train`: trains given networks, without a search. */
import { InputError } from "../../base/index.ts";
import { spaces } from "../../space/index.ts";
import { type CliCommand, command } from "../command.ts";
import { dataOptions } from "../options/data-options.ts";
import { loadData } from "../options/load-data.ts";
import { flagsOf, pickOptions, readOptions } from "../options/option-table.ts";
import { trainOptions } from "../options/train-options.ts";
import { beginRun } from "../run/begin-run.ts";
import { describeRun } from "../run/describe-run.ts";
import { refuseIdleOptions } from "../run/idle-options.ts";
import { prepareRun } from "../run/prepare-run.ts";
import { readArchitectures } from "../run/read-architectures.ts";
import { checkNewFolder } from "../run/run-folder.ts";
import { createRunSpec, defaultSpace } from "../run/run-spec.ts";

const args = {
  data: { type: "positional", description: "Name of a known data set, or path of a CSV file or a folder of images." },
  ...flagsOf(trainOptions),
  json: { type: "boolean", description: "Print the result as JSON; progress goes to the error stream." },
} as const;

export const train: CliCommand = command({
  name: "train",
  product: "files",
  description:
    "Trains a network that you name, scores it as a trial of a search, trains it to the end and writes best.onnx, best.json and report.html into a folder, as a search does. Of several, the best is the final model.",
  args,
  notes: ["show prints the command that trains a network of a search alone, on other data if you change that word."],
  examples: [
    [
      `espalier train wine --architecture '{"layers":[{"width":16}],"activation":"relu","normalize":false,"dropout":0}'`,
      "one layer of 16 units",
    ],
    ["espalier train digits --architecture @best.json --epochs 40 --out longer", "the network of a file, for longer"],
    ["espalier show espalier-digits-0 --trial 7", "ends with the command that trains trial 7 alone"],
  ],
  run: async ({ data = "" }, words) => {
    const { architecture = [], ...options } = readOptions(trainOptions, words, args);
    if (architecture.length === 0) {
      throw new InputError("Cannot run espalier train: --architecture is missing, expected a network or @FILE");
    }
    if (options.out !== undefined) await checkNewFolder(options.out);
    const dataset = await loadData(data, pickOptions(dataOptions, options));
    refuseIdleOptions(dataset, options);
    const name = options.space ?? defaultSpace(dataset);
    const space = spaces[name as keyof typeof spaces].create(options.spaceOption ?? {});
    const given = await readArchitectures(architecture, space);
    const spec = createRunSpec(data, dataset, { ...options, trials: given.length }, [], given);
    await using run = await prepareRun(spec, dataset);
    return await beginRun({ ...run, overview: await describeRun(run, options) }, options.out, words.includes("--json"));
  },
});
