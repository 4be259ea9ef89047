import { expect, test } from "vitest";
import { continuationText } from "../../src/report/index.ts";
import type { CurvePoint } from "../../src/storage/index.ts";

test("continuationText() says which trial's training goes on, and from where", () => {
  const from = (step: number): CurvePoint[] => [step, step + 1].map((at) => ({ step: at, values: {} }));

  expect(continuationText({ continues: null, curve: from(1) })).toBe("");
  expect(continuationText({ continues: 3, curve: [] })).toBe("continues trial 3");
  expect(continuationText({ continues: 3, curve: from(5) })).toBe("continues trial 3 from epoch 5");
  expect(continuationText({ continues: 3, curve: from(1) })).toBe(
    "continues trial 3, trained anew without its checkpoint",
  );
});
