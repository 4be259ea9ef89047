import { expect, test } from "vitest";
import type { ClassOutcomes, TargetOutcomes } from "../../src/export/index.ts";
import { renderReport } from "../../src/report/index.ts";
import { accuracy, cellDag, exampleReport, latency, parameters, trial } from "./example-trials.ts";
import { manyTrials } from "./many-trials.ts";

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** Fails where an element is closed in another order than opened. Returns how many elements there are. */
function checkNesting(page: string): number {
  const bare = page.replace(/<(style|script)( type="application\/json")?>[\s\S]*?<\/\1>/g, "");
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
  expect(page).toContain("<dt>latency p50</dt><dd>0.2481\u00a0ms</dd>");
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

/** As `renderReport` is given by the worst of users: every text tries to end what it stands in. */
function hostileReport(hostile: string, count: number): Parameters<typeof renderReport>[0] {
  const mistake = { example: 0, name: hostile, truth: hostile, predicted: hostile, probability: 1, image: null };
  const outcomes: ClassOutcomes = {
    ...{ kind: "classification", examples: 2, correct: 1, undecided: 0, labels: [hostile, "b"] },
    interval: { metric: "accuracy", value: 0.5, low: 0.1, high: 0.9, method: "Wilson" },
    counts: [
      [1, 1],
      [0, 0],
    ],
    pairs: [{ truth: hostile, predicted: hostile, count: 1, of: 2 }],
    mistakes: [{ ...mistake, truthProbability: 0, loss: 9 }],
  };
  const numbers = Array.from({ length: count }, (_, i) => i);
  return {
    ...exampleReport(),
    title: hostile,
    status: [hostile],
    facts: [[hostile, hostile]],
    metrics: [
      { ...accuracy, name: hostile },
      { ...parameters, unit: hostile, label: hostile },
      { ...latency, name: "c" },
    ],
    objectives: [hostile, "parameters", "c"],
    trials: numbers.map((number) =>
      trial(number, {
        values: { [hostile]: 0.5, parameters: 10, c: 1 },
        architecture: { name: hostile, number },
        origin: hostile,
        error: hostile,
        curve: [{ step: 1, values: { [hostile]: 1 } }],
      }),
    ),
    dags: new Map(numbers.map((number) => [number, { labels: [hostile, hostile], edges: [[0, 1]] }])),
    stepName: hostile,
    front: numbers,
    winner: {
      trial: 0,
      drawing: hostile,
      results: [{ name: hostile, unit: hostile, value: 1, note: hostile, interval: { low: 0, high: 1 } }],
      outcomes,
    },
  };
}

test.each([1, 700])("renderReport() escapes every text that comes from outside, with %i trials", (count_) => {
  const hostile = `</script><script>alert("x")</script><!--'"&\u0000`;
  const page = renderReport(hostileReport(hostile, count_));

  const data = count_ > 200 ? 2 : 0;
  expect(count(page, /<script\b/g)).toBe(1 + data);
  expect(count(page, /<\/script>/g)).toBe(1 + data);
  expect(page).not.toContain('alert("x")');
  expect(page).not.toContain("<!--");
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

/** What the script of a page is given for a table: texts by column and row, as it would show them. */
function tableData(page: string, index: number): { readonly best: number | null; readonly columns: readonly Shown[] } {
  const data = [...page.matchAll(/<script type="application\/json">([\s\S]*?)<\/script>/g)][index]?.[1] ?? "";
  const { best, columns } = JSON.parse(data) as { best: number | null; columns: readonly StoredColumn[] };
  return { best, columns: columns.map(({ text, more, ranks }) => ({ text: unpack(text), more: unpack(more), ranks })) };
}

interface Packed {
  readonly words: readonly unknown[];
  readonly at?: readonly (number | readonly number[])[];
  readonly glue?: string;
}

interface StoredColumn {
  readonly text: Packed;
  readonly more?: Packed;
  readonly ranks: readonly (number | null)[];
}

interface Shown {
  readonly text: readonly string[];
  readonly more: readonly string[];
  readonly ranks: readonly (number | null)[];
}

function unpack(packed: Packed | undefined): string[] {
  const shown = (word: unknown): string => (typeof word === "string" ? word : JSON.stringify(word));
  const { words = [], at, glue } = packed ?? {};
  if (!at) return words.map(shown);
  return at.map((place) =>
    typeof place === "number" ? shown(words[place]) : place.map((word) => shown(words[word])).join(glue),
  );
}

test("renderReport() keeps rows beyond the first in data that say the same as HTML would", () => {
  const many = manyTrials(450);
  const page = renderReport(many);

  expect(count(page, /<tr[ >]/g)).toBe(2 + many.front.length + 200);
  expect(page).toContain("The first 200 of 450 rows.");
  const { best, columns } = tableData(page, 0);
  expect(best).toBe(many.winner?.trial);
  expect(columns.map(({ text }) => text.length)).toEqual(columns.map(() => 450));
  const [number, score] = columns as [Shown, Shown];
  expect(number.text.at(-1)).toBe("449");
  expect(score.text[0]).toBe(many.trials[0]?.values?.accuracy?.toFixed(4));
  // A failed trial has no score: it sorts last.
  expect([score.text[7], score.ranks[7]]).toEqual(["–", null]);
  const byRank = many.trials
    .filter(({ state }) => state === "complete")
    .sort((a, b) => (score.ranks[a.number] as number) - (score.ranks[b.number] as number))
    .map(({ values }) => values?.accuracy as number);
  expect(byRank).toEqual([...byRank].sort((a, b) => a - b));
  const state = columns.find(({ text }) => text[7] === "failed");
  expect(state?.more[7]).toBe("Cannot train: the loss is NaN");
  const architecture = columns.at(-1) as Shown;
  expect(JSON.parse(architecture.more[449] as string)).toEqual(many.trials[449]?.architecture);
  const labels = many.dags.get(449)?.labels.filter((label) => label !== "input" && label !== "output");
  expect(architecture.text[449]).toBe(labels?.join(" · "));
  checkNesting(page);
});

test("renderReport() of many trials draws few marks, and says which curves it leaves out", () => {
  const page = renderReport(manyTrials(3000));

  expect(count(page, /<circle/g)).toBeLessThan(200);
  expect(count(page, /<path class="dots trial"/g)).toBe(2);
  // Accuracy, loss and training loss.
  expect(count(page, /<g class="curve( [a-z-]+)?">/g)).toBe(3 * 200);
  expect(count(page, /<g class="curve winner-curve">/g)).toBe(3);
  expect(count(page, /<figcaption>200 of 3\u202f000 curves: those of the front/g)).toBe(3);
  expect(page.length).toBeLessThan(2e6);
  checkNesting(page);
});

test("renderReport() draws each two of three objectives, with a choice between them", () => {
  const page = renderReport({ ...exampleReport(), objectives: ["accuracy", "parameters", "latency"] });

  const [section] = page.match(/<section class="views">[\s\S]*?<\/section>/) as RegExpMatchArray;
  expect(count(section, /<figure>/g)).toBe(3);
  expect(section).toContain(
    "<option>accuracy by parameters</option><option>accuracy by latency</option><option>parameters by latency</option>",
  );
  expect(count(section, /better in an objective that is not drawn/g)).toBe(3);
  expect(section).not.toContain("front-line");
  expect(renderReport(exampleReport())).not.toContain('class="views"');
});

test("renderReport() explains the marks of each chart, and only those that are there", () => {
  const page = renderReport(exampleReport());
  const keys = [...page.matchAll(/<ul class="key">(.*?)<\/ul>/g)].map(([, key]) =>
    [...(key as string).matchAll(/<li class="[^"]*">([^<]*)</g)].map(([, text]) => text),
  );

  expect(keys).toEqual([
    ["trial", "on the front: no other trial is better in both", "the winner"],
    ["trial", "best so far"],
    ["trial", "on the front", "the winner"],
    ["trial", "on the front", "the winner"],
  ]);
  const bounded = renderReport({
    ...exampleReport(),
    constraints: [{ metric: "parameters", relation: "<=", bound: 10_000 }],
  });
  expect(bounded).toContain('<li class="outside">outside the constraints</li>');
});

test("renderReport() begins with how the search ended and the results in their order", () => {
  const report = exampleReport();
  const results = [
    { name: "test accuracy", unit: "1", value: 0.9, interval: { low: 0.85, high: 0.94 }, note: "150 examples" },
    { name: "validation accuracy", unit: "1", value: 0.95, note: "by which it was chosen (optimistic)" },
  ];
  const winner = { ...(report.winner as NonNullable<typeof report.winner>), results };
  const page = renderReport({ ...report, status: ["It ended.", "Nothing is feasible."], winner });

  const header = page.slice(page.indexOf("<header>"), page.indexOf("</dl>"));
  expect(header).toMatch(/<p class="status">It ended\.<\/p>\s*<p class="status">Nothing is feasible\.<\/p>/);
  expect(header.match(/<dt>[^<]*/g)).toEqual(["<dt>test accuracy", "<dt>validation accuracy"]);
  expect(header).toContain('<dd class="note">95\u00a0% interval 0.8500 to 0.9400; 150 examples</dd>');
  const leading = renderReport({ ...report, winner: { ...winner, role: "leading" } });
  expect(leading).toContain(`<h2>Leading so far: trial ${winner.trial}</h2>`);
});

test("renderReport() shows a confusion matrix by share of the row, and the worst mistakes with pictures", () => {
  const report = exampleReport();
  const mistake = { example: 421, name: "cats/7.png", truth: "cat", predicted: "dog", probability: 0.98, loss: 3.9 };
  const outcomes: ClassOutcomes = {
    ...{ kind: "classification", examples: 14, correct: 12, undecided: 0, labels: ["cat", "dog"] },
    interval: { metric: "accuracy", value: 0.8, low: 0.5, high: 0.9, method: "Wilson" },
    counts: [
      [6, 2],
      [0, 6],
    ],
    pairs: [{ truth: "cat", predicted: "dog", count: 2, of: 8 }],
    mistakes: [{ ...mistake, truthProbability: 0.02, image: "iVBORw0KGgo=" }],
  };
  const winner = { ...(report.winner as NonNullable<typeof report.winner>), outcomes };
  const page = renderReport({ ...report, winner });

  expect(page).toContain("12 of 14 test examples are right.");
  expect(page).toContain('<td class="number miss" style="--share:0.25" title="cat taken for dog: 25\u00a0%">2</td>');
  expect(page).toContain('<td class="number miss" title="dog taken for cat: 0\u00a0%">0</td>');
  expect(page).toContain('<td class="number hit" style="--share:1" title="dog taken for dog: 100\u00a0%">6</td>');
  expect(page).toContain('<img alt="example 421" src="data:image/png;base64,iVBORw0KGgo="/>');
  expect(page).toContain("<td>cats/7.png</td><td>cat</td><td>dog</td>");
  expect(page).toContain("The 1 of 2 wrong predictions");
  checkNesting(page);

  const many = Array.from({ length: 30 }, (_, i) => `class ${i}`);
  const counts = many.map((_, i) => many.map((__, k) => (i === k ? 3 : 0)));
  const pairs = renderReport({ ...report, winner: { ...winner, outcomes: { ...outcomes, labels: many, counts } } });
  expect(pairs).toContain("<h2>Most confused classes</h2>");
  expect(pairs).not.toContain('class="matrix"');
});

test("renderReport() shows predictions beside the truth and the largest errors of a regression", () => {
  const report = exampleReport();
  const outcomes: TargetOutcomes = {
    ...{ kind: "regression", examples: 900, interval: null },
    targets: [
      {
        name: "price",
        points: [
          [100, 110],
          [200, 190],
        ],
      },
    ],
    mistakes: [{ example: 5, name: null, target: "price", truth: 100, predicted: 180 }],
  };
  const winner = { ...(report.winner as NonNullable<typeof report.winner>), outcomes };
  const page = renderReport({ ...report, winner });

  expect(page).toContain("<h2>Predictions of price</h2>");
  expect(page).toContain("<title>price 100, predicted 110</title>");
  expect(page).toContain("<figcaption>2 of 900 examples, spread evenly.</figcaption>");
  expect(page).toMatch(/<td>price<\/td><td class="number">100<\/td><td class="number">180<\/td><td class="number">80</);
  checkNesting(page);
});

test("renderReport() draws no curve of what stays as it is in every trial", () => {
  const report = exampleReport();
  const trials = report.trials.map((each) => ({
    ...each,
    curve: each.curve.map(({ step, values }) => ({ step, values: { ...values, parameters: each.number } })),
  }));
  const page = renderReport({ ...report, trials });

  expect([...page.matchAll(/<h2>Learning curves: ([^<]*)/g)].map(([, name]) => name)).toEqual(["accuracy", "loss"]);
});
