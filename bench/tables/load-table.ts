/**
 * @file What loading an imported table takes: wall and processor time, and the memory the process grew by at most.
 * Run: npx tsx bench/tables/load-table.ts FILE.table
 */
import { readTable } from "../../src/estimator/index.ts";

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("Cannot load a table: the file's name is missing");
// The largest the process has been before; loading it once shows what it takes on top.
const beforeMb = process.resourceUsage().maxRSS / 1024;
const [started, processor] = [performance.now(), process.cpuUsage()];
const table = await readTable(path);
const { user, system } = process.cpuUsage(processor);
const rows = `${table.size} rows, ${table.columns.length} columns`;
const times = `${(performance.now() - started).toFixed(0)} ms, processor ${((user + system) / 1000).toFixed(0)} ms`;
const mb = process.resourceUsage().maxRSS / 1024 - beforeMb;
process.stdout.write(`${path}: ${rows}: ${times}, ${mb.toFixed(0)} MiB more at most\n`);
