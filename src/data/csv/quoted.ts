/** @file Texts of a file as they appear in messages: short, in quotes, on one line. */

const LONGEST = 60;
const MOST_NAMES = 10;

export function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

/** A name as it is where that is clear, else in quotes. */
export function named(name: string): string {
  return /^[\p{L}\p{N}_. ()/%-]{1,60}$/u.test(name) ? name : quoted(name);
}

/** A list of names, the first of them where there are many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(named);
  return names.length > MOST_NAMES ? `${shown.join(", ")} and ${names.length - MOST_NAMES} more` : shown.join(", ");
}
