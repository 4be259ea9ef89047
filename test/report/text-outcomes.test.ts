import { expect, test } from "vitest";
import type { ClassOutcomes, TargetOutcomes } from "../../src/export/index.ts";
import { renderOutcomes } from "../../src/report/index.ts";

const classes: ClassOutcomes = {
  ...{ kind: "classification", examples: 14, correct: 11, undecided: 1, labels: ["cat", "elephant"] },
  interval: { metric: "accuracy", value: 0.8, low: 0.5, high: 0.9, method: "Wilson" },
  counts: [
    [6, 2],
    [0, 5],
  ],
  pairs: [{ truth: "cat", predicted: "elephant", count: 2, of: 8 }],
  mistakes: [
    {
      example: 3,
      name: null,
      truth: "elephant",
      predicted: null,
      probability: null,
      truthProbability: null,
      loss: null,
      image: null,
    },
    {
      example: 7,
      name: "a\u001b.png",
      truth: "cat",
      predicted: "elephant",
      probability: 0.981,
      truthProbability: 0.01,
      loss: 4,
      image: null,
    },
  ],
};

test("renderOutcomes() aligns the confusion matrix and names the worst mistakes", () => {
  expect(renderOutcomes(classes)).toBe(
    [
      "Rows: true classes, columns: predicted ones.",
      "            cat  elephant  right",
      "  cat         6         2   75 %",
      "  elephant    0         5  100 %",
      "1 examples have outputs that are no numbers.",
      "Worst mistakes, by loss:",
      "  example 3: elephant taken for no class (outputs are no numbers)",
      "  example 7 (a\\u001b.png): cat taken for elephant, probability 0.981",
    ].join("\n"),
  );
});

test("renderOutcomes() names pairs where a matrix would be too large", () => {
  const labels = Array.from({ length: 21 }, (_, i) => String(i));
  const text = renderOutcomes({ ...classes, labels, counts: labels.map(() => labels.map(() => 0)) });

  expect(text).toContain("Most confused classes:\n  cat taken for elephant: 2 of 8");
  expect(renderOutcomes({ ...classes, counts: null, pairs: [], undecided: 0, mistakes: [] })).toBe(
    "No class is taken for another one.",
  );
});

test("renderOutcomes() lists the largest errors of a regression", () => {
  const outcomes: TargetOutcomes = {
    ...{ kind: "regression", examples: 3, interval: null, targets: [] },
    mistakes: [{ example: 5, name: null, target: "price", truth: 100, predicted: 180.123456 }],
  };
  expect(renderOutcomes(outcomes)).toBe(
    "Largest errors, in standard deviations of the target:\n  example 5: price 100, predicted 180.12",
  );
});
