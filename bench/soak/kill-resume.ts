/**
 * @file Kills a search of 20 trials at ten random instants, resumes it each time, and compares with a search left alone.
 * Run: npm run build && npx tsx bench/soak/kill-resume.ts [seed]. A build meanwhile would take its files away.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRng } from "../../src/base/index.ts";

const KILLS = 10;
const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const search = ["search", "digits", "--trials", "20", "--epochs", "3", "--workers", "1"];
const times = new Set(["seconds", "latencyMs", "latencyP95Ms"]);

function start(words: readonly string[]): { child: ChildProcess; out: Promise<string> } {
  const child = spawn(process.execPath, [entry, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  return { child, out: new Promise((resolve) => child.on("close", () => resolve(text))) };
}

/** Trials, summary and model of a run, without what is measured by the clock. */
async function outcomeOf(run: string): Promise<string> {
  const plain = (text: string): string =>
    JSON.stringify(JSON.parse(text), (name, value) => (times.has(name) ? undefined : value));
  const trials = plain(await start(["trials", run, "--json"]).out);
  const best = plain(await readFile(join(run, "best.json"), "utf8"));
  return hash("sha256", `${trials}\n${best}\n${hash("sha256", await readFile(join(run, "best.onnx")))}`);
}

/** Runs a search to its end, killing it so many times on the way; returns how often it was killed indeed. */
async function searchKilled(run: string, waitsMs: readonly number[]): Promise<number> {
  let kills = 0;
  for (const waitMs of waitsMs) {
    const { child, out } = start(await wordsFor(run));
    const ended = await Promise.race([out.then(() => true), sleep(waitMs, false)]);
    if (ended) break;
    child.kill("SIGKILL");
    await out;
    kills++;
    console.log(`killed after ${(waitMs / 1000).toFixed(1)} s`);
  }
  await start(await wordsFor(run)).out;
  return kills;
}

/** Resumes where a search was begun, else begins it. */
async function wordsFor(run: string): Promise<readonly string[]> {
  const files = await readdir(run).catch((): string[] => []);
  const trials = files.includes("study.db") ? await start(["trials", run, "--json"]).out : "";
  return trials === "" ? [...search, "--out", run] : ["resume", run];
}

const seed = process.argv[2] ?? "0";
const rng = createRng(seed);
const folder = await mkdtemp(join(tmpdir(), "espalier-soak-"));
try {
  const startMs = performance.now();
  await start([...search, "--out", join(folder, "whole")]).out;
  const wholeMs = performance.now() - startMs;
  const expected = await outcomeOf(join(folder, "whole"));

  // On average a kill comes after a seventh of the whole, so that the kills spread over search, final training and files.
  const waitsMs = Array.from({ length: KILLS }, () => rng.next() * (wholeMs / 3.5));
  const kills = await searchKilled(join(folder, "killed"), waitsMs);
  const found = await outcomeOf(join(folder, "killed"));

  const verdict = found === expected ? "equal" : "DIFFERENT";
  console.log(`${verdict}: a search of 20 trials killed ${kills} times (seed ${seed}) and one left alone`);
  process.exitCode = found === expected ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
