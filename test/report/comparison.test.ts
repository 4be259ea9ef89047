import { expect, test } from "vitest";
import { type ComparisonInput, renderComparison, renderComparisonTable } from "../../src/report/index.ts";

const input: ComparisonInput = {
  title: "Strategies on <nb201>",
  summary: "2 strategies, 50 searches each.",
  facts: [
    ["Seeds", "0 to 49"],
    ["Strategies", 'evolution tries="<20>"'],
  ],
  spent: { name: "evaluations", unit: "count" },
  regret: { name: "regret of test", unit: "%" },
  curves: [
    {
      name: "random",
      points: [
        { spent: 1, mean: 20, low: 15, high: 25 },
        { spent: 10, mean: 4, low: 3, high: 5 },
        { spent: 100, mean: 0.5, low: 0, high: 1 },
      ],
    },
    {
      name: "evolution",
      points: [
        { spent: 1, mean: 20, low: 15, high: 25 },
        { spent: 100, mean: 0, low: 0, high: 0 },
      ],
    },
  ],
  columns: [
    { name: "strategy", unit: null, meaning: "its name" },
    { name: "mean", unit: "%", meaning: "mean test accuracy" },
    { name: "p", unit: "p", meaning: "against random search" },
  ],
  rows: [
    ["random", 93.9123, null],
    ["evolution", 94.2, 2.94e-12],
  ],
};

test("renderComparison() writes one page that loads nothing and escapes what it is given", () => {
  const page = renderComparison(input);

  expect(page).toContain("<title>Strategies on &lt;nb201&gt; – Espalier</title>");
  expect(page).toContain("&lt;20&gt;");
  expect(page).not.toMatch(/<nb201>|src=|href=|@import|url\(/);
  expect(page).toMatch(/Content-Security-Policy" content="default-src 'none'/);
  expect(renderComparison(input)).toBe(page);
});

test("renderComparison() draws every strategy on linear and on logarithmic axes, with a switch that needs no script", () => {
  const page = renderComparison(input);
  const [, linear = "", logarithmic = ""] = page.split(/<div class="(?:linear|logarithmic)">/);

  for (const chart of [linear, logarithmic]) {
    expect(chart.match(/<polygon class="band"/g)).toHaveLength(2);
    expect(chart).toContain("<title>random: 0.5 % after 100</title>");
    expect(chart).not.toMatch(/NaN|Infinity/);
  }
  expect(page).toMatch(/<input type="radio" name="axes" id="linear" checked>/);
  expect(page).toContain("#linear:checked ~ .logarithmic, #logarithmic:checked ~ .linear { display: none; }");
  expect(/<polyline class="line" points="([^"]+)"/.exec(linear)?.[1]?.split(" ")).toHaveLength(2);
  // Equal ratios are equal distances: 1, 10 and 100 lie evenly.
  const line = /<polyline class="line" points="([^"]+)"/.exec(logarithmic)?.[1] ?? "";
  const [a = 0, b = 0, c = 0] = line.split(" ").map((point) => Number(point.split(",")[0]));
  expect(b - a).toBeCloseTo(c - b, 0);
  expect(b).toBeGreaterThan(a);
});

test("renderComparison() ends a logarithmic line where there is no regret left", () => {
  const logarithmic = renderComparison(input).split('<div class="logarithmic">')[1] ?? "";
  const lines = [...logarithmic.matchAll(/<polyline class="line" points="([^"]+)"/g)].map(([, points]) => points);

  expect(lines.map((points) => points?.split(" ").length)).toEqual([3, 1]);
});

test("renderComparison() has the table with numbers to sort by, and the settings", () => {
  const page = renderComparison(input);

  expect(page).toContain('<td class="number" data-rank="0">93.91</td>');
  expect(page).toContain('<td class="number" data-rank="">–</td>');
  expect(page).toContain('<td class="number" data-rank="0">2.9e−12</td>');
  expect(page).toMatch(/<dt>mean<\/dt><dd>mean test accuracy<\/dd>/);
  expect(page).toMatch(/<dt>Seeds<\/dt><dd>0 to 49<\/dd>/);
});

test("renderComparison() is whole without a single curve", () => {
  expect(renderComparison({ ...input, curves: [{ name: "random", points: [] }] })).not.toMatch(/NaN|Infinity/);
});

test("renderComparisonTable() aligns text to the left and numbers to the right", () => {
  expect(renderComparisonTable(input).split("\n")).toEqual([
    "strategy   mean (%)        p",
    "random        93.91        –",
    "evolution     94.20  2.9e−12",
  ]);
});
