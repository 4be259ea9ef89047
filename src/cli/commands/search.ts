/** @file `espalier search`: begins a search in a new folder. */
import { valuesOf } from "../args/check-arguments.ts";
import { type CliCommand, command } from "../command.ts";
import { readConfiguration } from "../options/configuration-file.ts";
import { dataOptions } from "../options/data-options.ts";
import { loadData } from "../options/load-data.ts";
import { type Configuration, flagsOf, pickOptions, readOptions } from "../options/option-table.ts";
import { searchOptions } from "../options/search-options.ts";
import { beginRun } from "../run/begin-run.ts";
import { describeRun } from "../run/describe-run.ts";
import { refuseIdleOptions } from "../run/idle-options.ts";
import { prepareRun } from "../run/prepare-run.ts";
import { readEarlier } from "../run/read-earlier.ts";
import { checkNewFolder } from "../run/run-folder.ts";
import { createRunSpec } from "../run/run-spec.ts";

const args = {
  data: { type: "positional", description: "Name of a known data set, or path of a CSV file or a folder of images." },
  ...flagsOf(searchOptions),
  config: { type: "string", valueHint: "FILE", description: "JSON file with flags as camelCase keys; flags win." },
  json: { type: "boolean", description: "Print the winner as JSON; progress goes to the error stream." },
} as const;

export const search: CliCommand = command({
  name: "search",
  product: "files",
  description:
    "Searches for the network that fits a data set best. Trains many, keeps each trial at once, trains the winner to the end, and writes it as ONNX with a report.",
  args,
  notes: [
    "The winner is the best feasible trial by the first objective. Ctrl-C stops and keeps everything; espalier resume goes on, espalier finish trains and writes the best so far.",
    "With --workers 1 the whole run is a function of the seed, times apart. With more, the order in which trials end counts too.",
  ],
  examples: [
    ["espalier search digits", "30 small networks for handwritten digits; about a minute"],
    ["espalier search wine.csv --label cultivar --trials 50", "a table of your own"],
    ['espalier search photos/ --objectives accuracy,latency --constraint "params<=100000"', "a folder of images"],
    ["espalier search mnist --time 30m --workers 2 --out mnist-run", "as many trials as half an hour allows"],
  ],
  run: async ({ data = "" }, words) => {
    const configuration = await configurationOf(words);
    const options = readOptions(searchOptions, words, args, configuration);
    if (options.out !== undefined) await checkNewFolder(options.out);
    const earlier = await readEarlier(options);
    const dataset = await loadData(data, pickOptions(dataOptions, options));
    refuseIdleOptions(dataset, options);
    await using run = await prepareRun(createRunSpec(data, dataset, options, earlier), dataset);
    return await beginRun({ ...run, overview: await describeRun(run, options) }, options.out, words.includes("--json"));
  },
});

async function configurationOf(words: readonly string[]): Promise<Configuration | undefined> {
  const path = valuesOf("config", words, args).at(-1);
  return path === undefined ? undefined : readConfiguration(path);
}
