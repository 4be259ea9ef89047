/** @file Writes docs/FEATURES.md from the tables of the code. Run: npx tsx tools/features.ts [--check] */
import { vjpRules } from "../src/autodiff/index.ts";
import { createRng } from "../src/base/index.ts";
import { dataFormats, dataSources } from "../src/data/index.ts";
import { isOpType, type OpType, ops } from "../src/graph/index.ts";
import { opsetVersion } from "../src/onnx/index.ts";
import { nb201, neatSpace, spaces } from "../src/space/index.ts";
import { type Features, type StrategyEntry, strategies } from "../src/strategy/index.ts";
import { syncFile } from "./generated-text.ts";

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

/** What a strategy asks of a space and looks at, as it shows when it is set up with everything. */
function strategyRow([name, entry]: readonly [string, StrategyEntry]): Row {
  const features: Features<never> = { name: "any", names: ["any"], of: () => [0] };
  const { needs, settings, create } = entry.create({}, features);
  const [objectives, rng] = [[{ name: "loss", unit: "1", goal: "min" as const }], createRng(0)];
  const strategy = needs.includes("augmentable")
    ? create(neatSpace(), objectives, rng)
    : create(nb201(), objectives, rng);
  const { fidelity = 1 } = strategy.ask(1)[0] ?? {};
  return [
    `\`${name}\``,
    needs.join(", ") || "nothing",
    Object.hasOwn(settings as object, "features") ? "yes" : "no",
    strategy.judge ? "stops trials" : fidelity < 1 ? "short trials first" : "no",
  ];
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

What they ask of a space, and what they look at beside results. All take one objective or several, with or without
constraints, and results in any order, without waiting for them: these are laws of the contract, which tests check.

${table(["Name", "Needs", "Features", "Parts of the budget"], Object.entries(strategies).map(strategyRow))}

See [strategies](strategies/README.md).

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
