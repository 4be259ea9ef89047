/** @file Makes a value immutable through and through, so that code which alters its arguments throws. */

/** Freezes a plain value with all it holds and returns it; typed arrays are left alone. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
