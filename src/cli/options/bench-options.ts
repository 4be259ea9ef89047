/** @file The options of a comparison of strategies. */
import { availableParallelism } from "node:os";
import { InputError, type Json } from "../../base/index.ts";
import { type BenchmarkRequest, benchmarks } from "../../benchmark/index.ts";
import { strategies } from "../../strategy/index.ts";
import { suggestion } from "../args/nearest-name.ts";
import { duration } from "./duration.ts";
import { count, isTextList, type Option, type OptionsFor, text, toggle, word, words, wrong } from "./option.ts";
import { parseSetting, type SettingsRecord, settings } from "./settings.ts";

/** Which benchmark: what `openBenchmark` is asked for, its `space` under the name that settings of a space have. */
export type RequestValues = {
  readonly [K in keyof Omit<BenchmarkRequest, "space">]-?: NonNullable<BenchmarkRequest[K]>;
} & {
  readonly spaceOption: SettingsRecord;
};

/** How searches are simulated. */
export interface SimulationValues {
  /** In milliseconds. */
  readonly simulatedTime: number;
  readonly workers: number;
  readonly repeats: "free" | "charged";
}

export interface BenchValues extends RequestValues, SimulationValues {
  readonly strategies: readonly string[];
  /** Settings by strategy. */
  readonly set: Readonly<Record<string, SettingsRecord>>;
  readonly seeds: number;
  readonly seed: number;
  readonly budget: readonly number[];
  readonly processes: number;
  readonly out: string;
}

export const benchDefaults = { strategies: ["random", "evolution"], seeds: 20, seed: 0, budget: 200 } as const;

const names: Option<readonly string[]> = {
  ...words("NAMES", ""),
  description: `Strategies to compare, separated by commas: see espalier list strategies; or modules of your own, such as ./mine.js. Random search is always run, to compare with. Default ${benchDefaults.strategies.join(",")}.`,
  read: (label, value) => {
    const given = words("NAMES", "").read(label, value);
    for (const name of given) if (!isModule(name)) checkStrategy(label, name);
    return given;
  },
};

const budget: Option<readonly number[]> = {
  description: `Evaluations a search may spend; several numbers separated by commas report each search at each of them. Default ${benchDefaults.budget}.`,
  hint: "N",
  read: (label, value) => {
    const items = typeof value === "string" ? value.split(",").map(Number) : Array.isArray(value) ? value : [value];
    const isFine = (item: Json): item is number => Number.isSafeInteger(item) && (item as number) >= 1;
    if (items.length > 0 && items.every(isFine)) return [...new Set(items)].sort((a, b) => a - b);
    throw wrong(label, value, "integers of at least 1, separated by commas");
  },
};

/** `strategy.option=value`, any number of times. */
const set: Option<Readonly<Record<string, SettingsRecord>>> = {
  description: "A setting of a strategy, such as evolution.population=20; may be repeated.",
  hint: "STRATEGY.KEY=VALUE",
  isList: true,
  read: (label, value) => {
    if (!isTextList(value)) throw wrong(label, value, "settings as STRATEGY.KEY=VALUE");
    const result: Record<string, Record<string, Json>> = {};
    for (const item of value) {
      const [, name, setting] = /^([\w-]+)\.(.+)$/s.exec(item) ?? [];
      if (name === undefined || setting === undefined)
        throw wrong(label, item, "STRATEGY.KEY=VALUE such as evolution.population=20");
      const [key, read] = parseSetting(label, setting);
      result[name] = { ...result[name], [key]: read };
    }
    return result;
  },
  write: (byStrategy) =>
    Object.entries(byStrategy).flatMap(([name, record]) =>
      Object.entries(record).map(([key, value]) => `${name}.${key}=${JSON.stringify(value)}`),
    ),
};

const simulatedTime = duration(
  "Simulated time a search may spend, such as 12000s or 3h20m, from the time columns of the benchmark. Default: no limit; given without --budget, results are by time.",
);

/** True for a path: names of strategies have neither a slash nor an ending. */
export function isModule(strategy: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/.test(strategy);
}

function checkStrategy(label: string, name: string): void {
  const known = Object.keys(strategies);
  if (!known.includes(name)) throw new InputError(`Cannot read ${label}: found "${name}", ${suggestion(name, known)}`);
}

export const requestOptions: OptionsFor<RequestValues> = {
  benchmark: {
    ...word(Object.keys(benchmarks), "What to search: see espalier list benchmarks. Needed."),
    hint: "NAME",
  },
  task: text("NAME", "Task of the benchmark. Default: its first."),
  data: text("DIR", "Folder with the tables, as CSV, gzipped or not, or imported. Default: benchmarks."),
  spaceOption: settings("A setting of the space, such as mutation=nats; may be repeated."),
  searchColumn: text("COLUMN", "Column of the table that strategies are told. Default: the task's."),
  reportColumn: text("COLUMN", "Column reported of what they found. Default: the task's."),
  goal: word(["min", "max"], "Which way the search column is better. Default: as the task or the column's name tells."),
  withFeatures: toggle("Show features (zero-cost scores) to the strategies that look at them, such as gp."),
  onlyWithFeatures: toggle("Search only among architectures that have features."),
};

export const simulationOptions: OptionsFor<SimulationValues> = {
  simulatedTime,
  workers: count("N", "Simulated workers that evaluate at a time, for as long as the benchmark says. Default 1.", 1),
  repeats: word(
    ["free", "charged"],
    "A network that was evaluated before (by its key) costs nothing and takes the first result over (free, the default), or is charged and looked up again.",
  ),
};

export const benchOptions: OptionsFor<BenchValues> = {
  ...requestOptions,
  strategies: names,
  set,
  seeds: count("N", `Searches of each strategy. Default ${benchDefaults.seeds}.`, 1),
  seed: count("K", `The first seed; the others follow it. Default ${benchDefaults.seed}.`, 0),
  budget,
  ...simulationOptions,
  processes: count(
    "N",
    `Processes that run searches; results do not depend on it. Default: one a core, ${availableParallelism()} here.`,
    1,
  ),
  out: text("DIR", "Folder for comparison.html and results.json. Default: none is written."),
};
