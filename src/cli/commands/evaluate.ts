/** @file `espalier evaluate`: scores a model file on data. */
import { readFile } from "node:fs/promises";
import { ModelError, toIoError } from "../../base/index.ts";
import { type EvaluateOptions, type Evaluation, evaluateModel, modelInfoOf } from "../../export/index.ts";
import { formatQuantity, renderOutcomes } from "../../report/index.ts";
import { type CliCommand, command } from "../command.ts";
import { type DataValues, scoredDataOptions } from "../options/data-options.ts";
import { duration } from "../options/duration.ts";
import { count, word } from "../options/option.ts";
import { flagsOf, readOptions } from "../options/option-table.ts";
import { loadForModel } from "../run/load-for-model.ts";

const evaluateOptions = {
  part: word(["test", "validation", "train", "all"], "Examples to score. Default test."),
  input: word(
    ["raw", "standardized"],
    "What the model takes: values as the data hold them, as Espalier's exports do (default), or standardised ones.",
  ),
  threads: count("N", "Threads of the runtime. Default 1.", 1),
  timeout: duration("How long the model may take to open, or for one result. Default 60s."),
};

const args = {
  model: { type: "positional", description: "ONNX file." },
  data: { type: "positional", description: "Name of a known data set, or path of a CSV file or a folder of images." },
  ...flagsOf({ ...evaluateOptions, ...scoredDataOptions }),
  json: {
    type: "boolean",
    description: "Print {accuracy, loss, latencyMs: {p50, p95, ...}, outcomes: {counts, mistakes, ...}, ...}.",
  },
} as const;

export const evaluate: CliCommand = command({
  name: "evaluate",
  description:
    "Scores an ONNX model on data and measures how long it takes for one example. The file alone is enough; data must be split as in the search to meet the same test examples; a warning tells where examples were seen in training.",
  args,
  examples: [
    ["espalier evaluate espalier-digits-0/best.onnx digits", "the winner on the test part"],
    ["espalier evaluate model.onnx photos/ --part all --json", "every image, for other programs"],
  ],
  run: async ({ model = "", data = "" }, words) => {
    const { timeout, ...options } = readOptions(evaluateOptions, words, args);
    const load = readOptions(scoredDataOptions, words, args);
    const bytes = await readFile(model).catch((error: unknown) => {
      throw toIoError("read", model, error);
    });
    const bounded = { ...options, ...(timeout !== undefined && { timeoutMs: timeout }) };
    const evaluation = await scoreFile(bytes, data, load, bounded).catch((error: unknown) => {
      throw error instanceof ModelError ? inFile(model, error) : error;
    });
    for (const warning of evaluation.warnings) process.stderr.write(`espalier: warning: ${warning}\n`);
    process.stdout.write(
      words.includes("--json") ? `${JSON.stringify(toJson(evaluation), null, 2)}\n` : describe(evaluation),
    );
    return 0;
  },
});

async function scoreFile(
  bytes: Uint8Array,
  data: string,
  load: Partial<DataValues>,
  options: EvaluateOptions,
): Promise<Evaluation> {
  const dataset = await loadForModel(modelInfoOf(bytes), data, load);
  const evaluation = await evaluateModel(bytes, dataset, options);
  const ofData = dataset.findings
    .filter(({ kind }) => kind !== "guessed")
    .map(({ kind, text }) => {
      return kind === "warning" ? text : `left out: ${text}`;
    });
  return { ...evaluation, warnings: [...ofData, ...evaluation.warnings] };
}

/** The same fault, told of the file: an error text is "Cannot ⟨verb⟩ ⟨thing⟩: ⟨fault⟩". */
function inFile(file: string, error: ModelError): ModelError {
  const fault = error.message.slice(error.message.indexOf(": ") + 2);
  return new ModelError(`Cannot evaluate ${file}: ${fault}`, { cause: error });
}

/** Pictures are for pages. */
function toJson({ values, outcomes, latencyMs, part, examples, sizeBytes, absence, warnings }: Evaluation): object {
  const mistakes = outcomes.mistakes.map((mistake) => ({ ...mistake, image: undefined }));
  const note = absence === null ? {} : { note: absence };
  return { ...values, ...note, latencyMs, part, examples, sizeBytes, warnings, outcomes: { ...outcomes, mistakes } };
}

function describe({ part, examples, absence, metrics, values, outcomes, latencyMs, sizeBytes }: Evaluation): string {
  const { p50, p95, batch, threads } = latencyMs;
  const rows = [
    ...metrics.map(({ name, unit }) => [
      name,
      formatQuantity(values[name] ?? Number.NaN, unit) + describeInterval(outcomes, name, unit),
    ]),
    [
      "latency",
      `${formatQuantity(p50, "ms")} (median; 95 % below ${formatQuantity(p95, "ms")}), batch ${batch}, threads ${threads}`,
    ],
    ["file", formatQuantity(sizeBytes, "B")],
  ];
  const title = `${examples} examples (${part === "all" ? "all" : `${part} part`}${absence === null ? "" : `; ${absence}`}):`;
  const lines = rows.map(([name = "", value]) => `  ${name.padEnd(10)}${value}`);
  return `${[title, ...lines, renderOutcomes(outcomes)].join("\n")}\n`;
}

/** Where the score of all examples of this kind lies, as far as these tell. */
function describeInterval({ interval }: Evaluation["outcomes"], name: string, unit: string): string {
  if (interval?.metric !== name) return "";
  return ` (95 % interval ${formatQuantity(interval.low, unit)} to ${formatQuantity(interval.high, unit)})`;
}
