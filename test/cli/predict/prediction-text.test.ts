import { expect, test } from "vitest";
import {
  type Predicted,
  predictionCsv,
  predictionJson,
  predictionTable,
} from "../../../src/cli/predict/prediction-text.ts";
import type { ModelInfo } from "../../../src/export/index.ts";

const classes = { labels: ["a, b", "c"] } as unknown as ModelInfo;
const targets = { labels: ["price", "weight"] } as unknown as ModelInfo;
const ofClass = (file: string, line?: number): Predicted => ({
  origin: line === undefined ? { file } : { file, line },
  prediction: { kind: "class", label: "a, b", probability: 0.75, probabilities: [0.75, 0.25] },
});
const ofValues: Predicted = {
  origin: { file: "x.csv", line: 2 },
  prediction: { kind: "quantities", values: [1 / 3, 2] },
};

test("predictionTable() names the line of a table, and the file where there are several", () => {
  expect(predictionTable([ofClass("x.csv", 2)], classes)).toBe("example  label  probability\nline 2   a, b   0.7500");
  expect(predictionTable([ofClass("1.png"), ofClass("2.png")], classes)).toContain("\n2.png    a, b   0.7500");
  expect(predictionTable([ofClass("x.csv", 2), ofClass("y.csv", 3)], classes)).toContain("y.csv, line 3");
  expect(predictionTable([ofValues], targets)).toBe("example  price     weight\nline 2   0.333333  2");
});

test("predictionTable() keeps a name with control characters on its line", () => {
  expect(predictionTable([ofClass("a\nb\u001b[2J.png")], classes).split("\n")).toHaveLength(2);
});

test("predictionCsv() quotes cells, and has every digit", () => {
  expect(predictionCsv([ofClass("x.csv", 2), ofClass("1.png")], classes)).toBe(
    'file,line,label,probability\nx.csv,2,"a, b",0.75\n1.png,,"a, b",0.75',
  );
  expect(predictionCsv([ofValues], targets)).toBe(`file,line,price,weight\nx.csv,2,${1 / 3},2`);
});

test("predictionJson() gives the probability of every class, or every quantity, by name", () => {
  expect(predictionJson([ofClass("x.csv", 2)], classes)).toEqual([
    { file: "x.csv", line: 2, label: "a, b", probability: 0.75, probabilities: { "a, b": 0.75, c: 0.25 } },
  ]);
  expect(predictionJson([ofValues], targets)).toEqual([
    { file: "x.csv", line: 2, values: { price: 1 / 3, weight: 2 } },
  ]);
});
