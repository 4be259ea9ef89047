/** @file How data are read and split, the same for every command that takes data. */
import type { LoadOptions, Task } from "../../data/index.ts";
import { count, number, type Option, type OptionsFor, text, toggle, word, words } from "./option.ts";

export interface DataValues {
  readonly label: string;
  readonly drop: readonly string[];
  readonly header: boolean;
  readonly encoding: string;
  readonly dropMissingTarget: boolean;
  readonly task: Task["kind"];
  readonly imageSize: number;
  readonly validation: number;
  readonly test: number;
  readonly splitSeed: number;
  readonly flip: boolean;
}

const fraction = (part: string): Option<number> =>
  number(
    "FRACTION",
    `Share of the examples for ${part} where the data bring no such part. Default 0.2.`,
    "a fraction in [0, 1)",
    (value) => value >= 0 && value < 1,
  );

export const dataOptions: OptionsFor<DataValues> = {
  label: text("COLUMN", "Label column of a table. Default the last one, or one called label, class, target, ..."),
  drop: words("COLUMNS", "Columns of a table to leave out, separated by commas."),
  header: toggle(
    "The first line of a table names its columns; --no-header for a row. Default: told by the lines below.",
  ),
  encoding: text("NAME", "Encoding of a table, such as latin1. Default UTF-8, or what a byte order mark says."),
  dropMissingTarget: toggle("Leave out rows of a table that have no label. Default: they are refused."),
  task: word(["classification", "regression"], "What a table's label column is. Default: told by its values."),
  imageSize: count("PIXELS", "Side that images of a folder are scaled to. Default: that of the first, 64 at most.", 1),
  validation: fraction("validation"),
  test: fraction("test"),
  splitSeed: count("K", "Seed of the split into parts. Default 0.", 0),
  flip: toggle(
    "Mirror training images left-right at random, for classes that are the same in a mirror; --no-flip leaves them. Default: only CIFAR and fashion-mnist.",
  ),
};

/** What decides which numbers are scored: those of `dataOptions` that do not speak of training alone. */
export const scoredDataOptions: OptionsFor<Omit<DataValues, "flip">> = withoutFlip(dataOptions);

function withoutFlip<T extends { readonly flip: unknown }>({ flip: _, ...others }: T): Omit<T, "flip"> {
  return others;
}

/** Names the options as the loader of data does; it passes on whatever the table has. */
export function toLoadOptions({ splitSeed, flip, ...options }: Partial<DataValues>): LoadOptions {
  return {
    ...options,
    ...(splitSeed === undefined ? {} : { seed: splitSeed }),
    ...(flip === undefined ? {} : { augmentation: { flip } }),
  };
}

/** The values that `toLoadOptions` was given: names the options as flags do. */
export function fromLoadOptions({ seed, augmentation, columns: _, ...options }: LoadOptions): Partial<DataValues> {
  return {
    ...(options as Partial<DataValues>),
    ...(seed === undefined ? {} : { splitSeed: Number(seed) }),
    ...(augmentation?.flip === undefined ? {} : { flip: augmentation.flip }),
  };
}
