/** @file Command lines to print: what a shell reads as the words meant, wherever blanks and quotes are in them. */

/** Writes a call of `espalier` with these words, as `npx` finds it in a project and in a checkout. */
export function shellCommand(...words: readonly string[]): string {
  return ["npx", "espalier", ...words].map(shellWord).join(" ");
}

/**
 * Quotes a word for a POSIX shell where it holds more than plain characters. Control characters are written as escapes
 * of `$'...'`, which bash, zsh and ksh know, so that a printed line stays one line.
 */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!/\p{Cc}/u.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word.replace(/[\\'\p{Cc}]/gu, (letter) =>
    letter === "\\" || letter === "'" ? `\\${letter}` : `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `$'${escaped}'`;
}

/** A path as a word that no command takes for a flag. */
export function pathWord(path: string): string {
  return path.startsWith("-") ? `./${path}` : path;
}
