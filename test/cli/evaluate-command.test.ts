import { expect, test } from "vitest";
import { evaluateCommand } from "../../src/cli/run/evaluate-command.ts";
import type { RunSpec } from "../../src/cli/run/run-spec.ts";

const specOf = (data: string, dataOptions: RunSpec["dataOptions"]): RunSpec => ({ data, dataOptions }) as RunSpec;

test("evaluateCommand() names the options that make the data those of the search", () => {
  const spec = specOf("/data/birds.csv", { label: "Species", test: 0.3, seed: 7 });

  expect(evaluateCommand("run/best.onnx", spec)).toBe(
    "npx espalier evaluate run/best.onnx /data/birds.csv --label Species --test 0.3 --split-seed 7",
  );
});

test("evaluateCommand() quotes what a shell would split", () => {
  expect(evaluateCommand("my run/best.onnx", specOf("/it's/here", { drop: ["a, b"] }))).toBe(
    `npx espalier evaluate 'my run/best.onnx' '/it'\\''s/here' --drop '"a, b"'`,
  );
});
