/** @file Refuses options that would change nothing: a misunderstanding that would stay unseen. */
import { InputError } from "../../base/index.ts";
import type { Dataset } from "../../data/index.ts";
import type { DataValues } from "../options/data-options.ts";
import type { TrainingValues } from "../options/training-options.ts";

/** For each option of training that some data leave without effect, why it has none; undefined where it has one. */
const reasons: { readonly [K in keyof TrainingValues]?: (dataset: Dataset) => string | undefined } = {
  smoothing: ({ task }) => (task.kind === "regression" ? "a regression has no label smoothing" : undefined),
  augment: ({ task }) => (task.inputShape.length === 3 ? undefined : "its examples are no images to be changed"),
};

/** @throws {InputError} naming the first option that does nothing for this data set. */
export function refuseIdleOptions(dataset: Dataset, options: Partial<TrainingValues & Pick<DataValues, "flip">>): void {
  if (options.flip && options.augment === false) {
    throw new InputError(
      `Cannot train on ${dataset.name}: flip is given, expected no such option, as augment is off and images stay as they are`,
    );
  }
  for (const [key, reasonFor] of Object.entries(reasons)) {
    const reason = options[key as keyof TrainingValues] === undefined ? undefined : reasonFor(dataset);
    if (reason === undefined) continue;
    throw new InputError(`Cannot train on ${dataset.name}: ${key} is given, expected no such option, as ${reason}`);
  }
}
