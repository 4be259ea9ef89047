/** @file A network of a stored run as a model to export; the data are not needed. */
import { loadDataset } from "../../data/index.ts";
import type { TrainedModel } from "../../export/index.ts";
import type { TrialRecord } from "../../storage/index.ts";
import { decodeWeights, type FinalModel, toTrial, trainedModel } from "../../study/index.ts";
import type { StoredRun } from "./open-run.ts";
import { STUDY } from "./run-folder.ts";

/**
 * Joins a trial's network with its weights.
 *
 * @param final  Of the final training, in place of those of the search.
 * @throws {InputError} if the trial has no weights.
 */
export async function storedModel(run: StoredRun, record: TrialRecord, final?: FinalModel): Promise<TrainedModel> {
  const { storage, studySpec, spec, notes, space } = run;
  const dataset = notes?.dataset ?? (await loadDataset(spec.data, spec.dataOptions));
  const study = {
    space,
    spec: studySpec,
    weights: async ({ number, duplicateOf }: Pick<TrialRecord, "number" | "duplicateOf">) => {
      const bytes = await storage.loadArtifact(STUDY, duplicateOf ?? number);
      return bytes && decodeWeights(bytes);
    },
  };
  return trainedModel(study, toTrial(record, space, studySpec.constraints), dataset, final);
}
