/** @file How a table is to be read, where the guesses are not right. */
import type { Task } from "../dataset.ts";
import type { TableColumn } from "../table-column.ts";

export interface CsvOptions {
  /** Name of the label column; default the last one, or one that is called so. */
  readonly label?: string | undefined;
  /** Names of columns to leave out. */
  readonly drop?: readonly string[] | undefined;
  /** The feature columns and what they hold, as a model names them; default all, told by their cells. */
  readonly columns?: readonly TableColumn[] | undefined;
  /** Overrides the guess: classes for text and up to 20 distinct integers, else regression. */
  readonly task?: Task["kind"] | undefined;
  /** Whether the first line names the columns; default told by the lines below it. */
  readonly header?: boolean | undefined;
  /** Any label of `TextDecoder`, as "latin1"; default UTF-8, or what a byte order mark says. */
  readonly encoding?: string | undefined;
  /** Leaves out rows without a label; default they are refused. */
  readonly dropMissingTarget?: boolean | undefined;
}
