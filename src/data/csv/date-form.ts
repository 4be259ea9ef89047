/** @file The ways of writing dates that are read: one for a whole column. Pure. */

export interface DateForm {
  /** For findings and errors. */
  readonly name: string;
  /** Returns days since 1970-01-01T00:00Z, with fractions; NaN for what is no date of this form. */
  parse(cell: string): number;
}

const TIME = String.raw`(?:(?:T| +)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})(?:([-/])(\d{1,2})(?:\2(\d{1,2}))?)${TIME}$`);
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${TIME}$`);

/** A time without a zone is taken as UTC: only differences count. */
export const dateForms: readonly DateForm[] = [
  {
    name: "year, month, day",
    parse: (cell) => {
      const found = couldBeDate(cell) ? YEAR_FIRST.exec(cell) : null;
      if (!found) return Number.NaN;
      const [, year, sign, month, day, ...time] = found;
      // A month alone is ISO 8601 with a dash, but a fraction with a slash; and a time belongs to a day.
      if (day === undefined && (sign === "/" || month?.length !== 2 || time[0] !== undefined)) return Number.NaN;
      return daysOf(year, month, day ?? "1", time);
    },
  },
  {
    name: "day, month, year",
    parse: (cell) => {
      const found = couldBeDate(cell) ? YEAR_LAST.exec(cell) : null;
      if (!found) return Number.NaN;
      const [, day, , month, year, ...time] = found;
      return daysOf(year, month, day, time);
    },
  },
  {
    name: "month, day, year",
    parse: (cell) => {
      const found = couldBeDate(cell) ? YEAR_LAST.exec(cell) : null;
      if (!found) return Number.NaN;
      const [, month, sign, day, year, ...time] = found;
      // Points are written where the day comes first.
      return sign === "." ? Number.NaN : daysOf(year, month, day, time);
    },
  },
];

/** Most texts are told from dates without a regular expression. */
function couldBeDate(cell: string): boolean {
  const code = cell.charCodeAt(0);
  return code >= 48 && code <= 57 && cell.length >= 7 && cell.length <= 40;
}

/** Days of a year before each month, without a leap day. */
const daysBefore: readonly number[] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
const DAYS_TO_1970 = 719_162;

function daysOf(
  yearText: string | undefined,
  monthText: string | undefined,
  dayText: string | undefined,
  time: readonly (string | undefined)[],
): number {
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 1 : 0;
  const start = daysBefore[month - 1];
  const end = daysBefore[month];
  if (start === undefined || end === undefined || day < 1 || day > end - start + (month === 2 ? leap : 0)) {
    return Number.NaN;
  }
  const past = year - 1;
  const days = past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  const date = days - DAYS_TO_1970 + start + (month > 2 ? leap : 0) + day - 1;
  return time[0] === undefined ? date : date + partOfDay(time);
}

function partOfDay([hour, minute, second = "0", fraction = "0", zone = "Z"]: readonly (string | undefined)[]): number {
  const minutes = Number(hour) * 60 + Number(minute);
  // 24:00 is the end of a day, and a second may leap.
  if (minutes > 1440 || Number(minute) > 59 || Number(second) > 60) return Number.NaN;
  return (minutes - zoneMinutes(zone) + Number(`${second}.${fraction}`) / 60) / 1440;
}

function zoneMinutes(zone: string): number {
  if (zone === "Z") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(":", "") || "0")];
  return hours > 14 || minutes > 59 ? Number.NaN : (zone.startsWith("-") ? -1 : 1) * (60 * hours + minutes);
}
