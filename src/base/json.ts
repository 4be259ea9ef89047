/** @file Plain JSON values, their canonical text and content hashes. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Writes a JSON value with object keys sorted, so that equal values have equal text. Numbers must be finite. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value as { [key: string]: Json | undefined })
      .filter((entry): entry is [string, Json] => entry[1] !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(`Cannot write JSON: ${value} is not a finite number`);
  }
  return JSON.stringify(value);
}

/** Hashes a JSON value by its canonical text: 64 hex digits of SHA-256, equal for equal values. */
export function hashJson(value: Json): string {
  return hashBytes(new TextEncoder().encode(canonicalJson(value)));
}

/** Hashes the concatenation of byte chunks: 64 hex digits of SHA-256. */
export function hashBytes(...chunks: readonly Uint8Array[]): string {
  const hash = sha256.create();
  for (const chunk of chunks) hash.update(chunk);
  return bytesToHex(hash.digest());
}
