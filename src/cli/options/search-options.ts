/** @file The options of a search, on the command line and in configuration files. */
import { spaces } from "../../space/index.ts";
import { strategies } from "../../strategy/index.ts";
import { parseConstraint } from "../../study/index.ts";
import { type DataValues, dataOptions } from "./data-options.ts";
import { duration } from "./duration.ts";
import { count, isTextList, type Option, type OptionsFor, text, word, words, wrong } from "./option.ts";
import { type SettingsRecord, settings } from "./settings.ts";
import { type TrainingValues, trainingOptions } from "./training-options.ts";

/** What is searched, how, and for how long. */
export interface PlanValues {
  readonly space: string;
  readonly spaceOption: SettingsRecord;
  readonly strategy: string;
  readonly earlier: readonly string[];
  readonly strategyOption: SettingsRecord;
  readonly objectives: readonly string[];
  /** As written. */
  readonly constraint: readonly string[];
  readonly trials: number;
  /** In milliseconds. */
  readonly time: number;
  readonly epochs: number;
  readonly finalEpochs: number;
  readonly workers: number;
  readonly seed: number;
  readonly out: string;
}

export interface SearchValues extends PlanValues, DataValues, TrainingValues {}

const constraint: Option<readonly string[]> = {
  description: 'A bound such as "latencyMs<=1" or "params<50000"; may be repeated.',
  hint: "BOUND",
  isList: true,
  read: (label, value) => {
    const bounds = typeof value === "string" ? [value] : value;
    if (!isTextList(bounds)) throw wrong(label, value, 'bounds such as "params<50000"');
    for (const bound of bounds) parseConstraint(bound);
    return bounds;
  },
  write: (bounds) => bounds,
};

const time = duration("Start no trial after this time, such as 90s, 10m or 1h30m. Default: no limit.");

/** What a search does when it is not told. Epochs and trials suit small data on two cores in about a minute. */
export const searchDefaults = { strategy: "auto", trials: 30, epochs: 12, seed: 0, mostWorkers: 4 } as const;

export const planOptions: OptionsFor<PlanValues> = {
  space: word(
    Object.keys(spaces),
    "What to search: see espalier list spaces. Default: conv-chain for images, else mlp.",
  ),
  spaceOption: settings("A setting of the space, such as maxDepth=3; may be repeated."),
  strategy: word(
    Object.keys(strategies),
    `How to search: see espalier list strategies. Default: ${searchDefaults.strategy}.`,
  ),
  earlier: words(
    "DIRS",
    "Folders of earlier searches of the same space, perhaps on other data, separated by commas: the search begins with what they found (strategy transfer).",
  ),
  strategyOption: settings("A setting of the strategy, such as population=20; may be repeated."),
  objectives: words("NAMES", "Metrics to search for, most important first. Default: accuracy,params (r2,params)."),
  constraint,
  trials: count("N", `Architectures to train. Default ${searchDefaults.trials}.`, 1),
  time,
  epochs: count("E", `Epochs each is trained at most. Default ${searchDefaults.epochs}.`, 1),
  finalEpochs: count(
    "E",
    "Epochs the winner is trained from scratch on training and validation data together. Default: twice --epochs; 0 keeps the weights of the search.",
    0,
  ),
  workers: count(
    "N",
    `Trials trained at a time. Default: one a core, ${searchDefaults.mostWorkers} at most. With 1 the seed decides every trial; with more, the order in which trials end does too.`,
    1,
  ),
  seed: count("K", `Seed of the search. Default ${searchDefaults.seed}.`, 0),
  out: text("DIR", "Folder for the results. Default: espalier-DATA-SEED, numbered where it exists."),
};

export const searchOptions: OptionsFor<SearchValues> = { ...planOptions, ...dataOptions, ...trainingOptions };
