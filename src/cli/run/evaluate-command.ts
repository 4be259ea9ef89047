/** @file The command that scores a run's model on the test examples of the search. */
import { shellCommand } from "../../base/index.ts";
import { fromLoadOptions, scoredDataOptions } from "../options/data-options.ts";
import { flagWords } from "../options/option-table.ts";
import type { RunSpec } from "./run-spec.ts";

/** The command line, with the options that make the data those of the search. */
export function evaluateCommand(model: string, { data, dataOptions: options }: RunSpec): string {
  return shellCommand("evaluate", model, data, ...flagWords(scoredDataOptions, fromLoadOptions(options)));
}
