/** @file Foreign text made fit for a line on a terminal: names in data, files and models, messages of other programs. */

/** Longest text that `printable` leaves whole, in UTF-16 units. */
export const PRINTABLE_LENGTH = 1200;

/**
 * What may command a terminal, break the line, turn the direction of what follows, or hide: control characters, marks of
 * direction, line and paragraph separators, the byte order mark, tag characters and halves of surrogate pairs. The
 * joiners of emoji and of Indic and Persian script are none of them.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * Returns a text as one line of characters that can be seen: others as escapes of a string in JSON (`\n`, `\u001b`),
 * and of a long text its beginning and its end, with how much is left out between. Printing it again changes nothing.
 */
export function printable(text: string, length: number = PRINTABLE_LENGTH): string {
  const line = text.replace(UNPRINTABLE, escaped);
  if (line.length <= length) return line;
  const note = `… (${line.length} characters) …`;
  const end = Math.floor(length / 4);
  const start = Math.max(0, length - end - note.length);
  // A pair that is cut in two leaves a half that is no character.
  return (line.slice(0, start) + note + line.slice(line.length - end)).replace(/\p{Cs}/gu, "");
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return SHORT[character] ?? units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
