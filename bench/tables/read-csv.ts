/**
 * @file What reading a large CSV file takes, each size in a fresh process: time, and the memory it grew by at most, as a
 * multiple of the arrays that it results in. Run: npx tsx bench/tables/read-csv.ts [--megabytes 308,2000] [--folder /tmp] [--json]
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { createRng } from "../../src/base/index.ts";
import { fileBytes, readCsv } from "../../src/data/csv/index.ts";
import { loadDataset } from "../../src/data/index.ts";
import { saveResults } from "../results/save-results.ts";

/** `read` gives raw data, `load` a data set: split, measured and hashed besides. */
type Step = "read" | "load";

interface Row {
  readonly step: Step;
  readonly fileMb: number;
  readonly rows: number;
  readonly seconds: number;
  /** Of the processor: what else runs beside does not show in it. */
  readonly processorSeconds: number;
  readonly arraysMb: number;
  /** More than the process had before it began. */
  readonly peakMb: number;
  /** peakMb / arraysMb. */
  readonly ratio: number;
}

const { values: flags } = parseArgs({
  options: {
    megabytes: { type: "string", default: "308,2000" },
    folder: { type: "string", default: tmpdir() },
    json: { type: "boolean", default: false },
    child: { type: "string" },
    step: { type: "string" },
  },
});

if (flags.child !== undefined) process.stdout.write(JSON.stringify(await measure(flags.child, flags.step as Step)));
else await measureAll(flags.megabytes.split(",").map(Number));

async function measureAll(sizes: readonly number[]): Promise<void> {
  const folder = await mkdtemp(join(flags.folder, "espalier-bench-"));
  const rows: Row[] = [];
  try {
    for (const size of sizes) {
      const path = join(folder, "table.csv");
      await writeTable(path, size * 1e6);
      for (const step of ["read", "load"]) {
        const words = ["--import", "tsx", fileURLToPath(import.meta.url), "--child", path, "--step", step];
        rows.push(JSON.parse((await promisify(execFile)(process.execPath, words)).stdout) as Row);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  saveResults("read-csv", { columns: "9 numbers, 1 category, 1 date, 1 label" }, rows);
  if (flags.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else console.table(rows);
}

async function measure(path: string, step: Step): Promise<Row> {
  const before = process.resourceUsage().maxRSS / 1e3;
  const [started, processor] = [performance.now(), process.cpuUsage()];
  const { examples, targets } =
    step === "read" ? await readCsv("table", "a bench", fileBytes(path)) : await loadDataset(path);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processor);
  const peakMb = process.resourceUsage().maxRSS / 1e3 - before;
  const arraysMb = (examples.byteLength + targets.byteLength) / 1e6;
  return {
    step,
    fileMb: Math.round((await stat(path)).size / 1e6),
    rows: targets.length,
    seconds: Math.round(seconds),
    processorSeconds: Math.round((user + system) / 1e6),
    arraysMb: Math.round(arraysMb),
    peakMb: Math.round(peakMb),
    ratio: Math.round((peakMb / arraysMb) * 100) / 100,
  };
}

/** Writes numbers of different lengths, towns, days and classes, the same for each size. */
async function writeTable(path: string, bytes: number): Promise<void> {
  const out = createWriteStream(path);
  const rng = createRng("table");
  out.write("a,b,c,d,e,f,g,h,i,town,day,kind\n");
  for (let written = 0, row = 0; written < bytes; ) {
    let block = "";
    for (let end = row + 2000; row < end; row++) {
      for (let column = 0; column < 9; column++) block += `${(rng.next() * 100 - 50).toFixed(column % 5)},`;
      const day = `2024-${String(1 + (row % 12)).padStart(2, "0")}-${10 + (row % 19)}`;
      block += `town ${Math.floor(rng.next() * 50)},${day},${rng.next() < 0.5 ? "yes" : "no"}\n`;
    }
    written += block.length;
    if (!out.write(block)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
}
