import { expect, test } from "vitest";
import { metricName, parseConstraint } from "../../src/study/index.ts";

test("metricName() knows short names and leaves others alone", () => {
  expect(["latency", "memory", "accuracy", "toString"].map(metricName)).toEqual([
    ...["latencyMs", "peakMemoryBytes", "accuracy", "toString"],
  ]);
});

test.each([
  ["params<=50000", { metric: "params", relation: "<=", bound: 50000 }],
  [" latency < 1e-1 ", { metric: "latencyMs", relation: "<", bound: 0.1 }],
  ["accuracy>=0.9", { metric: "accuracy", relation: ">=", bound: 0.9 }],
  ["loss>-1", { metric: "loss", relation: ">", bound: -1 }],
])("parseConstraint() reads %j", (text, constraint) => {
  expect(parseConstraint(text)).toEqual(constraint);
});

test.each(["", "params", "params=5", "params<=", "<=5", "params<=x", "params<=Infinity", "params<=5 6"])(
  "parseConstraint() refuses %j",
  (text) => expect(() => parseConstraint(text)).toThrow(`Cannot read constraint "${text}"`),
);
