/** @file Which character separates the cells of a table. Pure. */
import type { Finding } from "../finding.ts";
import { RowParser } from "./row-parser.ts";

/** The one further down the list is the likelier part of a text or number. */
const separators = ["\t", ";", "|", ","] as const;

export type Separator = (typeof separators)[number];

const names: Readonly<Record<Separator, string>> = { "\t": "a tab", ";": '";"', "|": '"|"', ",": '","' };

/** The first rows of a table. */
export interface Head {
  readonly rows: readonly (readonly string[])[];
  /** In which line each row starts. */
  readonly lines: readonly number[];
}

export interface GuessedSeparator {
  readonly separator: Separator;
  readonly head: Head;
  readonly findings: readonly Finding[];
}

/**
 * Finds the separator that cuts all first lines into equally many cells, two at least; else the one that the first line
 * has most of.
 *
 * @param text  Begin of a table, whole lines.
 * @throws {DataError} if its quotes are wrong.
 */
export function guessSeparator(name: string, text: string, isWhole: boolean): GuessedSeparator {
  const readings = separators.map((separator) => ({ separator, head: readHead(name, text, isWhole, separator) }));
  const even = readings.filter(({ head }) => !(head instanceof Error) && isEven(head));
  const [best, second] = even;
  if (best && !(best.head instanceof Error)) {
    const findings: Finding[] = second
      ? [
          {
            kind: "guessed",
            text: `cells are separated by ${names[best.separator]}, though ${names[second.separator]} would cut all lines alike too`,
          },
        ]
      : [];
    return { separator: best.separator, head: best.head, findings };
  }
  const line = text.slice(0, Math.max(0, text.search(/[\r\n]|$/)));
  const uses = (separator: string): number => line.split(separator).length;
  const most = readings.reduceRight((a, b) => (uses(b.separator) > uses(a.separator) ? b : a));
  if (most.head instanceof Error) throw most.head;
  return { separator: most.separator, head: most.head, findings: [] };
}

/** Returns the error if quotes do not fit this separator. */
function readHead(name: string, text: string, isWhole: boolean, separator: Separator): Head | Error {
  const rows: string[][] = [];
  const lines: number[] = [];
  const parser = new RowParser(name, separator, (cells, line) => {
    rows.push([...cells]);
    lines.push(line);
  });
  try {
    parser.push(text, isWhole);
  } catch (error) {
    return error as Error;
  }
  return { rows, lines };
}

/** A header may be one cell short: a column of row names often has none. */
function isEven({ rows: [first = [], ...others] }: Head): boolean {
  const width = others[0]?.length ?? first.length;
  return (
    width > 1 && (first.length === width || first.length === width - 1) && others.every((row) => row.length === width)
  );
}
