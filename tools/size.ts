/**
 * @file Prints how large the sources are, level by level, and fails on a file that should be several.
 * Run: npx tsx tools/size.ts
 */
import { pathToFileURL } from "node:url";
import { quantile } from "../src/base/index.ts";
import { levels } from "./layers.ts";
import { readSources } from "./read-sources.ts";

/** A file above this is looked at, one above `mostLines` fails. */
const manyLines = 300;
const mostLines = 500;
/** Tables may be as long as what they list. */
const tables: readonly RegExp[] = [/^src\/graph\/ops\//, /^src\/onnx\/import\/op-versions\.ts$/];

export interface SizeReport {
  /** Text for people, a line each. */
  readonly lines: readonly string[];
  /** Files above the limit; none if all is well. */
  readonly tooLong: readonly string[];
}

/** Measures sources given as text by path. */
export function measureSizes(sources: ReadonlyMap<string, string>): SizeReport {
  const counts = new Map(Array.from(sources, ([file, text]) => [file, countLines(text)]));
  const sizes = [...counts.values()];
  const isTable = (file: string): boolean => tables.some((pattern) => pattern.test(file));
  const above = (limit: number): string[] =>
    [...counts].filter(([file, count]) => count > limit && !isTable(file)).map(([file, count]) => `${file}: ${count}`);
  const tooLong = above(mostLines);
  const lines = [
    ...levels.map((folders, level) => `L${level}`.padEnd(5) + folders.map((name) => show(name, counts)).join("  ")),
    `${counts.size} files, ${sizes.reduce((sum, size) => sum + size, 0)} lines; a file: median ${Math.round(quantile(sizes, 0.5))}, p90 ${Math.round(quantile(sizes, 0.9))}, most ${Math.max(...sizes)}`,
    ...above(manyLines)
      .filter((entry) => !tooLong.includes(entry))
      .map((entry) => `warning: ${entry} lines, aim at ${manyLines}`),
    ...tooLong.map((entry) => `error: ${entry} lines, expected ${mostLines} at most`),
  ];
  return { lines, tooLong };
}

function show(folder: string, counts: ReadonlyMap<string, number>): string {
  const own = [...counts].filter(([file]) => file.startsWith(`src/${folder}/`)).map(([, count]) => count);
  return own.length === 0 ? `${folder} -` : `${folder} ${own.reduce((sum, count) => sum + count, 0)}`;
}

function countLines(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { lines, tooLong } = measureSizes(await readSources());
  for (const line of lines) console.log(line);
  if (tooLong.length > 0) process.exitCode = 1;
}
