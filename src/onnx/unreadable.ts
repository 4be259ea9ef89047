/** @file The one way this folder says that bytes are no model it can use. */
import { ModelError } from "../base/index.ts";

/**
 * Throws a ModelError, whatever names the bytes hold.
 *
 * @param what  "model" or the part of it.
 */
export function unreadable(what: string, found: string, expected: string, options?: ErrorOptions): never {
  throw new ModelError(`Cannot read ${what}: ${found}, expected ${expected}`, options);
}
