/** @file `espalier bench import`: turns a table of measurements into one file that loads fast. */
import { InputError } from "../../base/index.ts";
import { encodeTable, readTable } from "../../estimator/index.ts";
import { formatQuantity } from "../../report/index.ts";
import { type CliCommand, command } from "../command.ts";
import { writeAtomically } from "../files/write-atomically.ts";
import { text, word, words } from "../options/option.ts";
import { flagsOf, readOptions } from "../options/option-table.ts";
import { type SettingsRecord, settings } from "../options/settings.ts";

const importOptions = {
  out: text("FILE", "File to write, such as nb201-accuracy.table. Needed."),
  key: words("COLUMNS", "Columns that name the architecture. Default: arch, else the text columns that come first."),
  unit: settings("Unit of a column, such as latency=ms; may be repeated. Default: as its name tells."),
  repeats: word(
    ["refuse", "mean"],
    "What to do where two lines are about one architecture: refuse the file (default), or take the mean.",
  ),
};

const args = {
  file: { type: "positional", description: "CSV file with a header line, gzipped or not. Empty cells: not measured." },
  ...flagsOf(importOptions),
} as const;

export const benchImport: CliCommand = command({
  name: "bench import",
  description:
    "Reads a table of measurements from CSV, checks it, and writes it as one binary file that loads many times faster. bench run takes either.",
  args,
  examples: [
    ["espalier bench import nb201-accuracy.csv.gz --out tables/nb201-accuracy.table", "for bench run --data tables"],
    ["espalier bench import mine.csv --out mine.table --key cell --unit latency=ms", "a table of your own"],
  ],
  run: async ({ file = "" }, words) => {
    const { out, key, unit, repeats } = readOptions(importOptions, words, args);
    if (out === undefined) {
      throw new InputError("Cannot run espalier bench import: --out is missing, expected the file to write");
    }
    const table = await readTable(file, {
      ...(key && { key }),
      ...(unit && { units: unitsOf(unit) }),
      ...(repeats && { repeats }),
    });
    const bytes = encodeTable(table);
    await writeAtomically(out, bytes);
    const numbers = table.columns.filter(({ kind }) => kind === "number");
    process.stdout.write(
      `${out}: ${table.size} architectures by ${table.key.join(":")}, ${numbers.length} columns of numbers, ${formatQuantity(bytes.length, "B")}\n`,
    );
    return 0;
  },
});

function unitsOf(units: SettingsRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(units).map(([column, unit]) => [column, String(unit)]));
}
