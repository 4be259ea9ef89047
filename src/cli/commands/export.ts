/** @file `espalier export`: writes a network of a run for use elsewhere. */
import { extname, join } from "node:path";
import { InputError, pathWord, shellCommand } from "../../base/index.ts";
import { exportOnnx, exportPytorch, exportWeb, type TrainedModel } from "../../export/index.ts";
import type { TrialRecord } from "../../storage/index.ts";
import { bestOf } from "../../study/index.ts";
import { type CliCommand, command } from "../command.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { count, text, word } from "../options/option.ts";
import { flagsOf, readOptions } from "../options/option-table.ts";
import { loadFinal } from "../run/final-record.ts";
import { findTrial } from "../run/find-trial.ts";
import { openStoredRun, type StoredRun } from "../run/open-run.ts";
import { ensureFolder, STUDY } from "../run/run-folder.ts";
import { storedModel } from "../run/stored-model.ts";

const formats = ["onnx", "pytorch", "web", "json"] as const;

const options = {
  trial: count("N", "Number of the trial, with its weights of the search. Default: the winner as finally trained.", 0),
  format: word(formats, "What to write. Default onnx."),
  out: text(
    "PATH",
    "Where to. Default: model.onnx, model.py (weights beside it as model.npz), the folder model-web or model.json.",
  ),
};

const args = { folder: { type: "positional", description: "Folder of the run." }, ...flagsOf(options) } as const;

export const exportCommand: CliCommand = command({
  name: "export",
  product: "files",
  description:
    "Writes a network of a search: as ONNX, as a PyTorch module with its weights, as a folder for a web page, or its architecture and metrics as JSON. The data of the search are not needed.",
  args,
  examples: [
    ["espalier export espalier-digits-0 --out digits.onnx", "the winner for any ONNX runtime"],
    ["espalier export espalier-digits-0 --format pytorch --out digits.py", "digits.py and digits.npz"],
    ["espalier export espalier-photos-0 --format web --out site/model", "the model with a page to try it"],
    ["espalier export espalier-digits-0 --trial 7 --format json", "architecture and metrics of trial 7"],
  ],
  run: async ({ folder = "" }, words) => {
    const { trial, format = "onnx", out: given } = readOptions(options, words, args);
    const out = given ?? `model${extensions[format]}`;
    await using stored = await openStoredRun(folder);
    const all = await stored.storage.trials(STUDY);
    const model =
      trial === undefined ? await winnerModel(folder, stored, all) : await storedModel(stored, findTrial(all, trial));
    for (const [path, content] of await filesOf(model, format, out)) {
      await writeAtomically(path, content);
      process.stdout.write(`${path}\n`);
    }
    return 0;
  },
});

const extensions = { onnx: ".onnx", pytorch: ".py", web: "-web", json: ".json" } as const;

/** Files to write, the one that needs the others last. */
async function filesOf(
  model: TrainedModel,
  format: (typeof formats)[number],
  out: string,
): Promise<[string, Uint8Array | string][]> {
  if (format === "web") {
    const files = await exportWeb(model);
    await ensureFolder(out);
    return Array.from(files, ([name, content]) => [join(out, name), content]);
  }
  if (format === "onnx") return [[out, exportOnnx(model)]];
  if (format === "json") return [[out, `${JSON.stringify(plainModel(model), null, 2)}\n`]];
  if (extname(out) !== ".py") {
    throw new InputError(
      `Cannot export to ${out}: a PyTorch module is a Python file, expected a name that ends in .py`,
    );
  }
  const { source, weights } = exportPytorch(model);
  return [
    [`${out.slice(0, -".py".length)}.npz`, weights],
    [out, source],
  ];
}

function plainModel({ space, architecture, metrics, seed, dataset, version }: TrainedModel): object {
  const named = metrics.map(({ name, ...measured }) => [name, measured]);
  return { space, architecture, metrics: Object.fromEntries(named), seed, dataHash: dataset.hash, version };
}

async function winnerModel(folder: string, stored: StoredRun, all: readonly TrialRecord[]): Promise<TrainedModel> {
  const final = await loadFinal(stored.storage);
  if (final) return storedModel(stored, findTrial(all, final.trial), final);
  throw new InputError(`Cannot export the winner of ${folder}: ${whatIsMissing(folder, stored, all)}`);
}

/** Why there is no winner yet, and the command that leads to one. */
function whatIsMissing(folder: string, { studySpec }: StoredRun, all: readonly TrialRecord[]): string {
  const path = pathWord(folder);
  if (bestOf(all, studySpec)) return `it is not trained yet, expected it to be: ${shellCommand("finish", path)}`;
  const complete = all.find(({ state }) => state === "complete");
  return complete
    ? `no trial is within the constraints, expected --trial, such as --trial ${complete.number}`
    : `no trial is complete yet, expected more of the search: ${shellCommand("resume", path)}`;
}
