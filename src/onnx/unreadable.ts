/** @file The one way this folder says that bytes are no model it can use. */
import { ModelError } from "../base/index.ts";

/**
 * Throws a ModelError of one printable line, whatever names the bytes hold.
 *
 * @param what  "model" or the part of it.
 */
export function unreadable(what: string, found: string, expected: string, options?: ErrorOptions): never {
  throw new ModelError(printable(`Cannot read ${what}: ${found}, expected ${expected}`), options);
}

/** A text without control characters, cut where it is too long to read. */
export function printable(text: string): string {
  const line = text.replace(/\p{Cc}/gu, "?");
  return line.length > 400 ? `${line.slice(0, 400)}…` : line;
}
