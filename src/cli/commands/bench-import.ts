/** @file `espalier bench import`: turns a table or a published file of measurements into one file that loads fast. */
import { InputError } from "../../base/index.ts";
import {
  encodeTable,
  type PublishedFormat,
  publishedFormat,
  readNb101,
  readNb301,
  readTable,
  type Table,
  type TableCsvOptions,
} from "../../estimator/index.ts";
import { formatQuantity } from "../../report/index.ts";
import { createBenchDisplay } from "../bench/bench-display.ts";
import { type CliCommand, command } from "../command.ts";
import { checkWritable, writeAtomically } from "../files/write-atomically.ts";
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
  file: {
    type: "positional",
    description:
      "CSV file with a header line, gzipped or not (empty cells: not measured); nasbench_only108.tfrecord or nasbench_full.tfrecord of NAS-Bench-101; or the folder of NAS-Bench-301's results.",
  },
  ...flagsOf(importOptions),
} as const;

export const benchImport: CliCommand = command({
  name: "bench import",
  product: "files",
  description:
    "Reads a table of measurements from CSV, or a benchmark as its authors publish it, checks it, and writes it as one binary file that loads many times faster. bench run takes CSV as well.",
  args,
  examples: [
    ["espalier bench import nb201-accuracy.csv.gz --out tables/nb201-accuracy.table", "for bench run --data tables"],
    ["espalier bench import nasbench_only108.tfrecord --out tables/nb101-accuracy.table", "NAS-Bench-101"],
    ["espalier bench import nb_301 --out tables/nb301-accuracy.table", "NAS-Bench-301: the unpacked folder"],
    ["espalier bench import mine.csv --out mine.table --key cell --unit latency=ms", "a table of your own"],
  ],
  run: async ({ file = "" }, words) => {
    const { out, unit, ...others } = readOptions(importOptions, words, args);
    if (out === undefined) {
      throw new InputError("Cannot run espalier bench import: --out is missing, expected the file to write");
    }
    await checkWritable(out);
    const format = await publishedFormat(file);
    const csv = { ...others, ...(unit && { units: unitsOf(unit) }) };
    const table = format === undefined ? await readTable(file, csv) : await readPublished(format, file, csv);
    const bytes = encodeTable(table);
    await writeAtomically(out, bytes);
    const numbers = table.columns.filter(({ kind }) => kind === "number");
    process.stdout.write(
      `${out}: ${table.size} architectures by ${table.key.join(":")}, ${numbers.length} columns of numbers, ${formatQuantity(bytes.length, "B")}\n`,
    );
    return 0;
  },
});

/** Reads a file of a benchmark, and shows how far it is. */
async function readPublished(format: PublishedFormat, path: string, csv: TableCsvOptions): Promise<Table> {
  const [option] = Object.keys(csv);
  if (option !== undefined) {
    throw new InputError(`Cannot import ${path} with ${option}: its columns are known, expected no such option`);
  }
  const describe = (done: number, total: number): string =>
    format === "nb101" ? `${formatQuantity(done, "B")} of ${formatQuantity(total, "B")}` : `${done}/${total} results`;
  const display = createBenchDisplay(process.stderr, process.env, describe);
  try {
    if (format === "nb101") return await readNb101(path, display.show);
    const { table, results, leftOut, setting } = await readNb301(path, display.show);
    display.clear();
    process.stderr.write(`${results} results, ${leftOut} left out as they were not trained with ${setting}\n`);
    return table;
  } finally {
    display.clear();
  }
}

function unitsOf(units: SettingsRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(units).map(([column, unit]) => [column, String(unit)]));
}
