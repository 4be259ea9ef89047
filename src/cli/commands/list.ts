/** @file `espalier list`: what comes with Espalier. */
import { InputError } from "../../base/index.ts";
import { benchmarks } from "../../benchmark/index.ts";
import { dataFormats, dataSources } from "../../data/index.ts";
import { spaces } from "../../space/index.ts";
import { strategies } from "../../strategy/index.ts";
import { section } from "../args/command-help.ts";
import { suggestion } from "../args/nearest-name.ts";
import { type CliCommand, command } from "../command.ts";

interface Entry {
  readonly name: string;
  readonly summary: string;
  /** What programs may ask for beside the summary. */
  readonly more?: object;
}

/** Benchmarks with their tasks, as `nb201 cifar10`. */
function benchmarkTasks(): Entry[] {
  return Object.entries(benchmarks).flatMap(([name, { summary, tasks }]) => [
    { name, summary },
    ...Object.entries(tasks).map(([task, entry]) => ({ name: `${name} ${task}`, summary: entry.summary })),
  ]);
}

/** Strategies with what `docs/strategies` has a table of: what they need of a space, and their traits. */
function strategiesWithTraits(): Entry[] {
  return Object.entries(strategies).map(([name, { summary, traits, create }]) => ({
    ...{ name, summary },
    more: { needs: create().needs, ...traits },
  }));
}

const registries: Readonly<Record<string, () => readonly (readonly [title: string, entries: readonly Entry[]])[]>> = {
  spaces: () => [["Spaces", named(spaces)]],
  strategies: () => [["Strategies", strategiesWithTraits()]],
  data: () => [
    ["Data sets by name", dataSources],
    ["Data by path", dataFormats],
  ],
  benchmarks: () => [["Benchmarks and their tasks", benchmarkTasks()]],
  estimators: () => [
    [
      "Estimators",
      [{ name: "training", summary: "train each network, score it on validation data, measure cost and latency" }],
    ],
  ],
};

export const list: CliCommand = command({
  name: "list",
  description: "Lists what can be named on the command line, each with one line.",
  args: {
    what: { type: "positional", description: `One of ${Object.keys(registries).join(", ")}.` },
    json: { type: "boolean", description: "Print an array of {name, summary}; of strategies also needs and traits." },
  },
  examples: [
    ["espalier list spaces", "what to search"],
    ["espalier list strategies --json", "with what each needs of a space, and looks at"],
    ["espalier list data", "data sets by name and the kinds of files that can be read"],
  ],
  run: async ({ what = "" }, words) => {
    const registry = Object.hasOwn(registries, what) ? registries[what] : undefined;
    if (!registry) throw new InputError(`Cannot list "${what}": ${suggestion(what, Object.keys(registries))}`);
    const groups = registry();
    const entries = groups.flatMap(([, group]) => group.map(({ name, summary, more }) => ({ name, summary, ...more })));
    const text = groups.map(([title, group]) =>
      section(
        title,
        group.map(({ name, summary }) => [name, summary]),
      ),
    );
    process.stdout.write(words.includes("--json") ? `${JSON.stringify(entries, null, 2)}\n` : `${text.join("\n\n")}\n`);
    return 0;
  },
});

function named(entries: Readonly<Record<string, { readonly summary: string }>>): Entry[] {
  return Object.entries(entries).map(([name, { summary }]) => ({ name, summary }));
}
