/** @file What the outputs of a model mean. Stands alone, as it goes to pages with `web/model.ts`. */

export type Prediction =
  | {
      readonly kind: "class";
      readonly label: string;
      /** Of that class, as the model sees it. */
      readonly probability: number;
      /** Of every class, in the order of the model's labels. */
      readonly probabilities: readonly number[];
    }
  | {
      readonly kind: "quantities";
      /** In their own units, in the order of the model's labels. */
      readonly values: readonly number[];
    };

/**
 * Turns the outputs for one example into a class with its probabilities (softmax), or into quantities.
 *
 * @param values  Logits, or predictions in their own units; as many as there are labels.
 */
export function readPrediction(
  task: "classification" | "regression",
  labels: readonly string[],
  values: readonly number[],
): Prediction {
  if (task === "regression") return { kind: "quantities", values };
  const probabilities = softmax(values);
  const best = probabilities.indexOf(Math.max(...probabilities));
  const [label, probability] = [labels[best] as string, probabilities[best] as number];
  return { kind: "class", label, probability, probabilities };
}

function softmax(logits: readonly number[]): number[] {
  const greatest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
