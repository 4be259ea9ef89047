/** @file How to use an exported file: what it takes and gives, in plain JSON to lie beside it. */
import type { DataInfo, InputInfo, ModelInfo } from "./model-info.ts";

export interface ModelCard {
  readonly task: ModelInfo["task"];
  /** Class names in the order of the logits, or target names in the order of the predictions. */
  readonly labels: readonly string[];
  readonly input: { readonly name: "input" } & InputInfo;
  readonly output:
    | { readonly name: "logits"; readonly meaning: "softmax gives probabilities" }
    | { readonly name: "prediction"; readonly meaning: "in the units of the targets" };
}

export interface WebCard extends ModelCard {
  readonly dataset: Pick<DataInfo, "name" | "source" | "target">;
  /** Version of Espalier. */
  readonly version: string;
}

/** Says how to use the file that `exportOnnx` writes of a model. */
export function modelCard({ task, labels, input }: ModelInfo): ModelCard {
  return {
    task,
    labels,
    input: { name: "input", ...input },
    output:
      task === "classification"
        ? { name: "logits", meaning: "softmax gives probabilities" }
        : { name: "prediction", meaning: "in the units of the targets" },
  };
}
