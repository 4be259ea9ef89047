/** @file Refuses values from outside that are no plain JSON, before a space looks into them. */
import { jsonFault, SpaceError } from "../base/index.ts";

/** @throws {SpaceError} naming the place that no JSON text could hold. */
export function checkPlain(space: string, value: unknown): void {
  const fault = jsonFault(value, "it");
  if (fault === undefined) return;
  throw new SpaceError(`Cannot read an architecture of ${space}: ${fault}, expected plain JSON`);
}
