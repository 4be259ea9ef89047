/** @file How cells of a table become the numbers a network is fed: plain records, and the value of one feature. */
import type { TableColumn } from "./table-column.ts";

/**
 * One number that a network is fed, made of one cell, before standardisation. A missing cell gives `fill`, or 0 where a
 * kind has none.
 */
export type Feature = { readonly name: string; readonly column: number } & (
  | {
      /** The number itself, or the days of a date. */
      readonly kind: "value";
      readonly fill: number;
    }
  | {
      /** 1 where the cell is missing. */
      readonly kind: "missing";
    }
  | {
      /** 1 where the category has this index. */
      readonly kind: "category";
      readonly value: number;
    }
  | {
      /** 1 where there is a category, but none of these: rare ones share it, and unknown ones fall to it. */
      readonly kind: "other";
      readonly values: readonly number[];
    }
  | {
      /** 1 where the date is this day of the week: 0 is Sunday. */
      readonly kind: "weekday";
      readonly day: number;
    }
  | {
      /** Where the date stands in a cycle of so many days, as the sine or cosine of that angle. */
      readonly kind: "sine" | "cosine";
      readonly period: number;
      readonly fill: number;
    }
);

/** Fitted on the training part; the same features are computed in training and inside exported models. */
export interface TableEncoding {
  readonly columns: readonly TableColumn[];
  /** In the order in which a network takes them. A column that tells nothing has none. */
  readonly features: readonly Feature[];
  /** float32 where that holds every column well; cells then count as float32 rounds them, and models take float32. */
  readonly dtype: "float32" | "float64";
  /** True if a cell of the data is missing; the models of complete tables have no step for missing cells. */
  readonly hasMissing: boolean;
}

/** Days of a mean Gregorian year. */
export const YEAR = 365.2425;

/** 1970-01-01, day 0 of dates, was a Thursday; Sunday is 0. */
export const FIRST_WEEKDAY = 4;

/** The day of the week of a date in days since 1970: 0 is Sunday, NaN if missing. */
export function weekdayOf(days: number): number {
  const day = Math.floor(days) + FIRST_WEEKDAY;
  return day - 7 * Math.floor(day / 7);
}

/** Sine or cosine of the angle of a date in a cycle. */
export function waveOf(kind: "sine" | "cosine", days: number, period: number): number {
  const cycles = days / period;
  const angle = 2 * Math.PI * (cycles - Math.floor(cycles));
  return kind === "sine" ? Math.sin(angle) : Math.cos(angle);
}

/** Value of a feature for a cell, not yet standardised. */
export function featureOf(feature: Feature, cell: number): number {
  const isMissing = Number.isNaN(cell);
  switch (feature.kind) {
    case "value":
      return isMissing ? feature.fill : cell;
    case "missing":
      return isMissing ? 1 : 0;
    case "category":
      return cell === feature.value ? 1 : 0;
    case "other":
      return isMissing || feature.values.includes(cell) ? 0 : 1;
    case "weekday":
      return weekdayOf(cell) === feature.day ? 1 : 0;
    default:
      return isMissing ? feature.fill : waveOf(feature.kind, cell, feature.period);
  }
}

/** True for features that are 0 or 1: they are fed as they are. */
export function isSwitch({ kind }: Feature): boolean {
  return kind === "missing" || kind === "category" || kind === "other" || kind === "weekday";
}
