/** @file The command that scores a run's model on the test examples of the search. */
import type { LoadOptions } from "../../data/index.ts";
import type { RunSpec } from "./run-spec.ts";

/** Flags by the option of `loadDataset` they set; augmentation does not change what is scored. */
const flags: { readonly [K in Exclude<keyof LoadOptions, "augmentation">]-?: string } = {
  label: "--label",
  drop: "--drop",
  header: "--header",
  encoding: "--encoding",
  dropMissingTarget: "--drop-missing-target",
  task: "--task",
  imageSize: "--image-size",
  validation: "--validation",
  test: "--test",
  seed: "--split-seed",
};

const DEFAULT_SEED = 0;

/** The command line, with the options that make the data those of the search. */
export function evaluateCommand(model: string, { data, dataOptions }: RunSpec): string {
  const options = Object.entries(flags).flatMap(([key, flag]) => {
    const value = dataOptions[key as keyof typeof flags];
    if (typeof value === "boolean") return value ? [flag] : [flag.replace("--", "--no-")];
    return value === undefined || (key === "seed" && value === DEFAULT_SEED) ? [] : [flag, String(value)];
  });
  return ["npx", "espalier", "evaluate", model, data, ...options].map(quoted).join(" ");
}

/** Quotes a word for a POSIX shell where it holds more than plain characters. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
