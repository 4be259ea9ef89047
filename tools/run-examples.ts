/**
 * @file Runs every example against the built package, each in an empty folder and with a time limit.
 * Run: npm run build && npx tsx tools/run-examples.ts [part of a name]
 */
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./read-sources.ts";

const limitMs = 120_000;

interface Outcome {
  readonly passed: boolean;
  readonly seconds: number;
  /** What went wrong and the end of what the example printed. */
  readonly reason: string;
}

async function runExample(file: string): Promise<Outcome> {
  const cwd = await mkdtemp(join(tmpdir(), "example-"));
  const start = performance.now();
  try {
    const reason = await runIn(cwd, join(root, "examples", file));
    return { passed: reason === "", seconds: (performance.now() - start) / 1000, reason };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Resolves to why the run failed, "" if it did not. */
function runIn(cwd: string, path: string): Promise<string> {
  return new Promise((resolve) => {
    // By URL, as a bare name would be looked up from the empty folder.
    const args = ["--import", import.meta.resolve("tsx"), path];
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"], timeout: limitMs });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-2000);
      });
    }
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve("");
      const how = signal === null ? `exit code ${code}` : `${signal}, perhaps after ${limitMs / 1000} s`;
      resolve(`${how}\n${output}`);
    });
  });
}

const wanted = process.argv[2] ?? "";
const files = (await readdir(join(root, "examples"))).filter((file) => file.endsWith(".ts") && file.includes(wanted));
let failed = files.length === 0 ? 1 : 0;
if (files.length === 0) console.error(`no example called *${wanted}*.ts`);
for (const file of files.sort()) {
  const { passed, seconds, reason } = await runExample(file);
  console.log(`${passed ? "pass" : "FAIL"} ${seconds.toFixed(1).padStart(6)} s  ${file}`);
  if (passed) continue;
  failed++;
  console.error(reason);
}
if (failed > 0) process.exitCode = 1;
