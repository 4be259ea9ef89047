import { expect, test } from "vitest";
import {
  formatDuration,
  formatQuantity,
  formatValue,
  renderFrontTable,
  renderScatter,
} from "../../src/report/index.ts";
import { accuracy, latency, parameters, trial } from "./example-trials.ts";

const trials = [
  trial(0, { values: { accuracy: 0.75, parameters: 1200, latency: 0.05 }, architecture: "small" }),
  trial(12, { values: { accuracy: 0.9731, parameters: 81930, latency: 1.25 }, architecture: { width: 64 } }),
  trial(13, { values: { accuracy: 0.5, parameters: 40000 }, architecture: "a\u001b[31mred" }),
];

test("renderFrontTable() aligns columns and marks the winner", () => {
  const table = renderFrontTable(trials, [accuracy, parameters, latency], { winner: 12 });
  expect(table.replaceAll("\u202f", " ").split("\n")).toEqual([
    "trial  accuracy  parameters  latency (ms)  architecture",
    "    0    0.7500       1 200          0.05  small",
    ' ★ 12    0.9731      81 930          1.25  {"width":64}',
    "   13    0.5000      40 000             –  a\\u001b[31mred",
  ]);
});

test("renderFrontTable() cuts long architectures to the width", () => {
  const long = trial(1, { values: { accuracy: 0.5 }, architecture: "x".repeat(200) });
  const lines = renderFrontTable([long], [accuracy], { width: 60 }).split("\n");
  expect(lines[1]).toHaveLength(60);
  expect(lines[1]).toMatch(/xx…$/);
  expect(renderFrontTable([], [accuracy])).toBe("trial  accuracy  architecture");
});

test("renderScatter() draws trials between axes with ticks", () => {
  const plot = renderScatter({ trials, x: parameters, y: accuracy, front: [0, 12], winner: 12, width: 40, height: 8 });
  const lines = plot.split("\n");
  expect(lines).toHaveLength(1 + 8 + 2 + 1);
  expect(lines[0]?.trim()).toBe("accuracy");
  expect(lines.at(-1)?.trim()).toBe("parameters");
  expect([...plot].filter((mark) => "·●★".includes(mark)).join("")).toBe("★●·");
  expect(lines.findIndex((line) => line.includes("★"))).toBeLessThan(lines.findIndex((line) => line.includes("●")));
  for (const line of lines) expect(line.length).toBeLessThan(50);
});

test("renderScatter() is empty where nothing was measured", () => {
  expect(renderScatter({ trials: [trial(0)], x: parameters, y: accuracy, front: [] })).toBe("");
});

test.each([
  [0.97314, "1", "0.9731"],
  [81930, "count", "81 930"],
  [1234567, "count", "1.23 M"],
  [331204, "B", "331 204"],
  [0.24813, "ms", "0.2481"],
  [-12.3456, "ms", "−12.35"],
  [Number.NaN, "1", "–"],
  [undefined, "ms", "–"],
  [Number.POSITIVE_INFINITY, "ms", "∞"],
] as const)("formatValue() writes %s in %s as %s", (value, unit, text) => {
  expect(formatValue(value, unit).replaceAll("\u202f", " ")).toBe(text);
});

test.each([
  [0.5, "1", "0.5000"],
  [331204, "B", "331 kB"],
  [512, "B", "512 B"],
  [81930, "count", "81.9 k"],
  [0.2481, "ms", "0.2481 ms"],
] as const)("formatQuantity() writes %s %s as %s", (value, unit, text) => {
  expect(formatQuantity(value, unit)).toBe(text);
});

test.each([
  [0.412, "0.41 s"],
  [12.34, "12.3 s"],
  [59.99, "1 min 0 s"],
  [200, "3 min 20 s"],
  [7500, "2 h 5 min"],
  [Number.NaN, "–"],
] as const)("formatDuration() writes %d as %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
