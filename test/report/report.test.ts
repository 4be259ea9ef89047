import { expect, test } from "vitest";
import { renderReport } from "../../src/report/index.ts";
import { accuracy, cellDag, exampleReport, parameters, trial } from "./example-trials.ts";

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** Fails where an element is closed in another order than opened. Returns how many elements there are. */
function checkNesting(page: string): number {
  const bare = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, "");
  const open: string[] = [];
  let elements = 0;
  for (const [, slash, name, attributes] of bare.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/g)) {
    if (slash) expect(open.pop()).toBe(name);
    else if (!attributes?.endsWith("/") && name !== "meta") open.push(name as string);
    if (!slash) elements++;
  }
  expect(open).toEqual([]);
  return elements;
}

test("renderReport() draws every measured trial, the front as a line and the winner", () => {
  const report = exampleReport();
  const page = renderReport(report);
  const [scatter] = page.match(/<svg[\s\S]*?<\/svg>/) as RegExpMatchArray;

  // 58 of 60 are complete.
  expect(count(scatter, /<circle class="(trial|front)"/g)).toBe(58);
  expect(count(scatter, /<circle class="front"/g)).toBe(report.front.length);
  expect(count(scatter, /<circle class="winner"/g)).toBe(1);
  expect(scatter).toContain(">parameters</text>");
  expect(scatter).toContain(`<title>Trial ${report.winner?.trial}, the winner\naccuracy 0.`);
  const line = scatter.match(/class="front-line" points="([^"]*)"/)?.[1]?.split(" ") ?? [];
  expect(line).toHaveLength(2 * report.front.length - 1);
  const xs = line.map((point) => Number(point.split(",")[0]));
  expect(xs).toEqual([...xs].sort((a, b) => a - b));
});

test("renderReport() shows learning curves, the winner's drawing, its results and both tables", () => {
  const report = exampleReport();
  const page = renderReport(report);

  expect(count(page, /<g class="curve( [a-z-]+)?">/g)).toBe(2 * 59);
  expect(count(page, /<g class="curve winner-curve">/g)).toBe(2);
  expect(page).toContain("node 1 = nor_conv_3x3(input)\nnode 2");
  expect(page).toContain("<dt>latency p50</dt><dd>0.2481 ms</dd>");
  expect(count(page, /<tr[ >]/g)).toBe(2 + 60 + report.front.length);
  expect(count(page, /<tr class="best">/g)).toBe(2);
  const drawing = page.match(/<svg class="dag"[\s\S]*?<\/svg>/)?.[0] ?? "";
  expect([...drawing.matchAll(/<g class="node[^"]*"><title>([^<]*)</g)].map(([, label]) => label)).toEqual(
    cellDag.labels,
  );
  expect(count(drawing, /<g class="arrow/g)).toBe(cellDag.edges.length);
  expect(count(drawing, /<g class="arrow skip"/g)).toBe(1);
  expect(page).toContain(">epoch</text>");
  expect(page).toMatch(/<title>Trial 0: \d\.\d{4} at epoch 8<\/title>/);
  expect(page).toContain("same as trial 3");
  expect(page).toContain("Cannot train: the loss is NaN");
  expect(page).toContain("60 trials (58 complete, 1 pruned, 1 failed, 1 taken over from earlier trials)");
});

test("renderReport() is one well-nested page that loads nothing and is the same each time", () => {
  const page = renderReport(exampleReport());
  expect(checkNesting(page)).toBeGreaterThan(500);
  expect(page).not.toMatch(/\b(src|href)=|url\(|@import|https?:/);
  expect(page).toContain("default-src 'none'");
  expect(renderReport(exampleReport())).toBe(page);
});

test("renderReport() escapes every text that comes from outside", () => {
  const hostile = `</script><script>alert("x")</script>'"&\u0000`;
  const report = exampleReport();
  const metric = { ...accuracy, name: hostile };
  const page = renderReport({
    ...report,
    title: hostile,
    facts: [[hostile, hostile]],
    metrics: [metric, { ...parameters, unit: hostile }],
    objectives: [hostile, "parameters"],
    trials: [
      trial(0, {
        values: { [hostile]: 0.5, parameters: 10 },
        architecture: { name: hostile },
        origin: hostile,
        error: hostile,
        curve: [{ step: 1, values: { [hostile]: 1 } }],
      }),
    ],
    dags: new Map([[0, { labels: [hostile, hostile], edges: [[0, 1]] }]]),
    stepName: hostile,
    front: [0],
    winner: { trial: 0, drawing: hostile, results: [{ name: hostile, unit: hostile, value: 1 }] },
  });
  expect(count(page, /<script>/g)).toBe(1);
  expect(count(page, /<\/script>/g)).toBe(1);
  expect(page).not.toContain('alert("x")');
  expect(page).not.toContain("\u0000");
  expect(count(page, /&lt;script&gt;alert\(&quot;x&quot;\)/g)).toBeGreaterThan(25);
  checkNesting(page);
});

test("renderReport() names architectures by the labels of their graphs, with their JSON behind", () => {
  const report = exampleReport();
  const plan = { layers: [{ width: 16 }], dropout: 0 };
  const dags = new Map([[0, { labels: ["input", "linear 16, relu", "linear 8", "output"], edges: [] }]]);
  const trials = [trial(0, { architecture: plan }), trial(1, { architecture: plan }), trial(2)];
  const page = renderReport({ ...report, trials, dags, front: [], winner: null });

  const json = "{&quot;dropout&quot;:0,&quot;layers&quot;:[{&quot;width&quot;:16}]}";
  expect(page).toContain(
    `<details><summary title="linear 16, relu · linear 8">linear 16, relu · linear 8</summary><code>${json}</code></details>`,
  );
  // Without a graph, and for text: in full.
  expect(page).toContain(`<code title="${json}">${json}</code>`);
  expect(count(page, /<code title="\|nor_conv_3x3~0\|/g)).toBe(1);
  expect(page).not.toContain('<svg class="dag"');
});

test("renderReport() shortens digests and keeps them whole beside", () => {
  const digest = "d27ccdcec7582023d152f9c8fa533c1b11ea5fc1cfaf002e83cba2517ba093ec";
  const page = renderReport({ ...exampleReport(), facts: [["data hash", digest]] });

  expect(page).toContain(`<dt>data hash</dt><dd><code title="${digest}">d27ccdcec758…</code></dd>`);
});

test("renderReport() counts epochs and trials in whole numbers", () => {
  const report = exampleReport();
  const trials = report.trials.slice(0, 3).map((each) => ({ ...each, curve: each.curve.slice(0, 3) }));
  const page = renderReport({ ...report, trials, front: [], winner: null });
  const horizontal = [...page.matchAll(/<text class="tick"[^>]*text-anchor="middle">([^<]*)</g)].map(
    ([, text]) => text,
  );

  // Progress over three trials, and two learning curves of three epochs.
  expect(horizontal.slice(-9)).toEqual(["1", "2", "3", "1", "2", "3", "1", "2", "3"]);
});

test("renderReport() does without trials, front, winner or a second objective", () => {
  const report = exampleReport();
  const empty = renderReport({ ...report, trials: [], front: [], winner: null });
  expect(empty).toContain("No trial has completed within all constraints");
  expect(empty).not.toContain("<svg");
  checkNesting(empty);

  const single = renderReport({ ...report, objectives: ["accuracy"] });
  expect(single).not.toContain("<h2>Pareto front</h2>");
  expect(single).toContain("<h2>Progress</h2>");
  checkNesting(single);
  expect(single + empty).not.toMatch(/NaN(?!<\/small>)|undefined|Infinity/);
});

test("renderReport() draws equal and extreme values within the frame", () => {
  const report = exampleReport();
  const trials = [
    trial(0, { values: { accuracy: 0.5, parameters: 0 } }),
    trial(1, { values: { accuracy: 0.5, parameters: 1e12 } }),
    trial(2, { values: { accuracy: Number.NaN, parameters: 1 } }),
    trial(3, { values: { accuracy: Number.POSITIVE_INFINITY, parameters: 1 } }),
  ];
  const page = renderReport({ ...report, trials, front: [0], winner: null });
  const places = [...page.matchAll(/c[xy]="([^"]*)"/g)].map(([, place]) => Number(place));
  expect(places).toHaveLength(8);
  for (const place of places) expect(place).toBeGreaterThanOrEqual(0);
  expect(Math.max(...places)).toBeLessThanOrEqual(620);
});
