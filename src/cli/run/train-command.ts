/** @file The command that trains a network of a run alone. */
import { type Json, shellCommand } from "../../base/index.ts";
import { fromLoadOptions } from "../options/data-options.ts";
import { flagWords } from "../options/option-table.ts";
import { type TrainValues, trainOptions } from "../options/train-options.ts";
import { fromTrainingOptions } from "../options/training-options.ts";
import type { RunSpec } from "./run-spec.ts";

/** The command line, with the options that make its data, space and training those of the run. */
export function trainCommand(architecture: Json, spec: RunSpec): string {
  const { data, dataOptions, space, epochs, finalEpochs, training, seed } = spec;
  const values: Partial<TrainValues> = {
    architecture: [typeof architecture === "string" ? architecture : JSON.stringify(architecture)],
    space: space.name,
    ...(Object.keys(space.settings).length > 0 && { spaceOption: space.settings }),
    epochs,
    finalEpochs,
    seed,
    ...fromTrainingOptions(training),
    ...fromLoadOptions(dataOptions),
  };
  return shellCommand("train", data, ...flagWords(trainOptions, values));
}
