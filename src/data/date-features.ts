/** @file Which features a column of dates has. */
import { type Feature, waveOf, weekdayOf, YEAR } from "./table-encoding.ts";

/** Dates that span less than this tell the season by their days already. */
const LEAST_SPAN_FOR_SEASONS = 180;

/**
 * Chooses those parts of a date that vary: the days themselves; the season, as sine and cosine, from half a year on; the
 * days of the week, a feature each; the time of day, as sine and cosine.
 *
 * @param known  The dates of the training part, in days since 1970, at least one.
 */
export function dateFeatures(name: string, column: number, known: Float64Array): Feature[] {
  const sorted = known.slice().sort();
  const [least, greatest] = [sorted[0] as number, sorted.at(-1) as number];
  if (least === greatest) return [];
  const fill = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  const features: Feature[] = [{ name: `${name} days`, column, kind: "value", fill }];
  if (greatest - least >= LEAST_SPAN_FOR_SEASONS) features.push(...waves(`${name} year`, column, known, YEAR));
  const weekdays = [...new Set(known.map(weekdayOf))].sort();
  if (weekdays.length > 1) {
    features.push(
      ...weekdays.map((day): Feature => {
        return { name: `${name} ${dayNames[day]}`, column, kind: "weekday", day };
      }),
    );
  }
  if (new Set(known.map(timeOfDay)).size > 1) features.push(...waves(`${name} time`, column, known, 1));
  return features;
}

const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

function waves(name: string, column: number, known: Float64Array, period: number): Feature[] {
  return (["sine", "cosine"] as const).map((kind) => {
    const fill = known.reduce((sum, days) => sum + waveOf(kind, days, period), 0) / known.length;
    return { name: `${name} ${kind}`, column, kind, period, fill };
  });
}

/** To the second: the rest is rounding. */
function timeOfDay(days: number): number {
  return Math.round((days - Math.floor(days)) * 86_400) % 86_400;
}
