/** @file Architectures from a command line: JSON or a space's own text, or a file with that. */
import { readFile } from "node:fs/promises";
import { type Json, toIoError } from "../../base/index.ts";
import type { Space } from "../../space/index.ts";

/**
 * Reads architectures as they are written on a command line.
 *
 * @param texts  Each an architecture, or `@` and the path of a file that holds one.
 * @throws {SpaceError} if one is none of the space; {IoError} if a file cannot be read.
 */
export async function readArchitectures(texts: readonly string[], space: Space<Json>): Promise<Json[]> {
  const architectures: Json[] = [];
  for (const text of texts) architectures.push(space.parse(parseText(await contentOf(text))));
  return architectures;
}

async function contentOf(text: string): Promise<string> {
  if (!text.startsWith("@")) return text;
  const path = text.slice(1);
  return readFile(path, "utf8").catch((error: unknown) => {
    throw toIoError("read", path, error);
  });
}

/** What is no JSON is text of the space; what is JSON of a model, as `export --format json` writes it, holds one. */
function parseText(text: string): unknown {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  let value: Json;
  try {
    value = JSON.parse(trimmed) as Json;
  } catch {
    return trimmed;
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const record = value as { readonly [key: string]: Json };
  return record.space !== undefined && record.architecture !== undefined ? record.architecture : record;
}
