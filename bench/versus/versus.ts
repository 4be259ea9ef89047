/**
 * @file Training steps side by side with PyTorch, alternating in one run, since lone times of a shared machine mean nothing.
 * `npm run bench:versus -- [workloads] [--threads 1,2] [--rounds 5] [--twins DIR] [--json]`
 */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs, promisify } from "node:util";
import { quantile } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { startWorkload } from "./run-workload.ts";
import { sharedTwins, twinOf } from "./twin-of.ts";
import { workloads } from "./workloads.ts";

interface Row {
  readonly workload: string;
  readonly peer: string;
  readonly threads: number;
  readonly oursPerSecond: number;
  /** Null where the peer is not installed. */
  readonly peerPerSecond: number | null;
  /** Median over the rounds of ours / peer. */
  readonly ratio: number | null;
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
    twins: { type: "string", default: sharedTwins },
    python: { type: "string", default: "/usr/bin/python3" },
    json: { type: "boolean", default: false },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(workloads);
const rounds = Number(flags.rounds);
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Workloads whose steps take so little time that 20 of them say little. */
const quick = new Set(["mlp", "lstm"]);

const peer = await peerVersion();
if (!peer) say(`PyTorch is missing: ${flags.python} cannot import torch; only our side runs`);
const rows: Row[] = [];
for (const threads of flags.threads.split(",").map(Number)) {
  for (const name of names) {
    const row = await compare(name, threads);
    rows.push(row);
    say(`${name} ${threads}t: ${format(row)}`);
  }
}
save();
if (flags.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else
  console.table(
    Object.fromEntries(rows.map((row) => [`${row.workload} ${row.threads}t`, { peer: row.peer, result: format(row) }])),
  );

async function compare(name: string, threads: number): Promise<Row> {
  const workload = workloads[name]?.();
  if (!workload) throw new Error(`Cannot compare ${name}: expected one of ${Object.keys(workloads).join(", ")}`);
  const twin = peer && twinOf(name, flags.twins);
  if (peer && !twin) say(`${name}: ${flags.twins} is not there; only our side runs`);
  await using running = await startWorkload(workload, createNodeEngine({ threads }));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(workload.examples / (await medianStepSeconds(() => running.step(), quick.has(name) ? 200 : 20)));
    if (twin) theirs.push(await peerRound(twin, name, threads));
  }
  const ratios = theirs.map((theirRate, i) => (ours[i] as number) / theirRate);
  return {
    workload: name,
    peer: twin && peer ? peer : "pytorch (missing)",
    threads,
    oursPerSecond: Math.round(quantile(ours, 0.5)),
    peerPerSecond: twin ? Math.round(quantile(theirs, 0.5)) : null,
    ratio: twin ? Number(quantile(ratios, 0.5).toFixed(3)) : null,
  };
}

async function medianStepSeconds(step: () => Promise<number>, steps: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < steps + 3; i++) {
    const start = performance.now();
    await step();
    if (i >= 3) times.push((performance.now() - start) / 1000);
  }
  return quantile(times, 0.5);
}

async function peerRound(twin: string, name: string, threads: number): Promise<number> {
  const args = [twin, name, "--threads", String(threads), "--iterations", "20"];
  const { stdout } = await promisify(execFile)(flags.python, args);
  return (JSON.parse(stdout) as { per_second: number }).per_second;
}

async function peerVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(flags.python, ["-c", "import torch; print(torch.__version__)"]);
    return `pytorch ${stdout.trim()}`;
  } catch {
    return undefined;
  }
}

function format({ oursPerSecond, peerPerSecond, ratio }: Row): string {
  return `ours ${oursPerSecond}/s, peer ${peerPerSecond ?? "missing"}${ratio === null ? "" : `/s, ratio ${ratio.toFixed(2)}`}`;
}

/** Keeps the latest results of this kind of machine beside the bench, with the facts they depend on. */
function save(): void {
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const cpu = cpus()[0]?.model ?? "unknown";
  const machine = { cpu, cores: cpus().length, node: process.version, onnxruntime: runtimeVersion(), rounds };
  writeFileSync(new URL("versus.json", folder), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

function runtimeVersion(): string {
  const manifest = new URL("../../node_modules/onnxruntime-node/package.json", import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
