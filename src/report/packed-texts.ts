/** @file Many texts as short JSON: what repeats is written once. The page's script reads it. */
import { canonicalJson, type Json } from "../base/index.ts";

/**
 * Writes texts, or other JSON values to be shown as text, as `{words}`, or where that is shorter as `{words, at}`: for
 * each text the position of its word.
 *
 * @param glue  Texts are parts with this between them: `at` then lists the positions of the parts, joined by it again.
 */
export function packTexts(texts: readonly Json[], glue?: string): string {
  const words = new Map<string, number>();
  const place = (word: Json): number => {
    const text = canonicalJson(typeof word === "string" ? cleaned(word) : word);
    const known = words.get(text);
    if (known !== undefined) return known;
    words.set(text, words.size);
    return words.size - 1;
  };
  const at = texts.map((text) => (glue === undefined ? place(text) : String(text).split(glue).map(place)));
  const list = (items: Iterable<string>): string => `[${[...items].join(",")}]`;
  if (glue !== undefined)
    return `{"words":${list(words.keys())},"at":${JSON.stringify(at)},"glue":${JSON.stringify(glue)}}`;
  // Words that hardly repeat are shorter in full.
  if (words.size > texts.length / 2) {
    const all = [...words.keys()];
    return `{"words":${list(at.map((position) => all[position as number] as string))}}`;
  }
  return `{"words":${list(words.keys())},"at":${JSON.stringify(at)}}`;
}

/** As `escapeText` treats them: the script shows what the page's HTML would. */
function cleaned(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => (character === "\n" || character === "\t" ? character : "\uFFFD"));
}
