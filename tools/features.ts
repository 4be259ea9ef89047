/**
 * @file Writes docs/FEATURES.md, and the table in docs/strategies/README.md, from the tables of the code. Run: npx tsx tools/features.ts [--check]
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { vjpRules } from "../src/autodiff/index.ts";
import { dataFormats, dataSources } from "../src/data/index.ts";
import { isOpType, type OpType, ops } from "../src/graph/index.ts";
import { opsetVersion } from "../src/onnx/index.ts";
import { spaces } from "../src/space/index.ts";
import { type StrategyEntry, strategies } from "../src/strategy/index.ts";
import { between, syncFile } from "./generated-text.ts";
import { root } from "./read-sources.ts";

type Row = readonly string[];

/** Writes a table with its columns aligned, as the formatter has it. */
function table(head: Row, rows: readonly Row[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: Row, fill = " "): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  const rule = line(
    head.map(() => "-"),
    "-",
  );
  return [line(head), rule, ...rows.map((row) => line(row))].join("\n");
}

function opRow(op: OpType): Row {
  const { domain, since } = ops[op];
  return [
    `\`${op}\``,
    domain === "" ? "ONNX" : `\`${domain}\``,
    String(since),
    vjpRules[op] === "no-gradient" ? "no" : "yes",
  ];
}

const objectiveWords = { front: "their front", ranked: "one rank", ignored: "passed over" };
const budgetWords = { whole: "whole", parts: "short trials first", stops: "stops trials" };

/** What a strategy needs of a space and looks at; its name leads to its section. */
function strategyRow(name: string, { traits, create }: StrategyEntry, page: string): Row {
  const { objectives, constraints, features, budget } = traits;
  return [
    `[\`${name}\`](${page})`,
    create().needs.join(", ") || "nothing",
    objectiveWords[objectives],
    constraints ? "yes" : "no",
    features ? "yes" : "no",
    budgetWords[budget],
  ];
}

/** The page of docs/strategies with the section of a strategy. @throws {Error} if there is none. */
async function pageOf(name: string): Promise<string> {
  const folder = join(root, "docs/strategies");
  for (const file of await readdir(folder)) {
    if ((await readFile(join(folder, file), "utf8")).includes(`\n### \`${name}\``)) return file;
  }
  throw new Error(`Cannot write the table of strategies: no page of docs/strategies has a section ### \`${name}\``);
}

const names = Object.keys(ops).filter(isOpType).sort();
const withGradient = names.filter((op) => vjpRules[op] !== "no-gradient").length;
const lowered = names.filter((op) => ops[op].domain === "espalier").map((op) => `\`${op}\``);

const text = `# Features

<!-- Written by tools/features.ts from the code; do not edit. -->

## Spaces

${table(
  ["Name", "What it holds"],
  Object.entries(spaces).map(([name, { summary }]) => [`\`${name}\``, summary]),
)}

See [spaces.md](spaces.md).

## Strategies

${table(
  ["Name", "How it searches"],
  Object.entries(strategies).map(([name, { summary }]) => [`\`${name}\``, summary]),
)}

What each needs and looks at is in a table of [strategies](strategies/README.md#what-each-can-do).

## Data

By name:

${table(
  ["Name", "What it is"],
  dataSources.map(({ name, summary }) => [`\`${name}\``, summary]),
)}

By path:

${table(
  ["Format", "What lies at the path"],
  dataFormats.map(({ name, summary }) => [name, summary]),
)}

See [data.md](data.md).

## Operations

${names.length} operations, ${withGradient} of them with a gradient; models are written with opset ${opsetVersion}. "Since" is the version of
the operator in its domain. Those of the domain \`espalier\` (${lowered.join(", ")}) exist in the graph only:
[lowering](engine.md) turns them into operators of the runtime before anything runs. Those of \`com.microsoft.nchwc\` are
used for training on the CPUs that have them.

${table(["Operation", "Domain", "Since", "Gradient"], names.map(opRow))}
`;

await syncFile("docs/FEATURES.md", text, "npx tsx tools/features.ts");

const strategyRows = await Promise.all(
  Object.entries(strategies).map(async ([name, entry]) => strategyRow(name, entry, await pageOf(name))),
);
const index = "docs/strategies/README.md";
const strategyTable = between(
  await readFile(join(root, index), "utf8"),
  "<!-- table of strategies: written by tools/features.ts -->",
  "<!-- /table of strategies -->",
  table(["Name", "Needs", "Several objectives", "Constraints", "Features", "Budget"], strategyRows),
);
await syncFile(index, strategyTable, "npx tsx tools/features.ts");
