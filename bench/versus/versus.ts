/** @file Training steps side by side with other engines: PyTorch, TensorFlow.js, jax-js. `--help` tells the flags. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { savedRows, saveResults } from "../results/save-results.ts";
import { compare, type Row } from "./compare.ts";
import { javascriptPeers } from "./javascript-peers.ts";
import type { Peer } from "./peer.ts";
import { pytorchPeer } from "./pytorch-peer.ts";
import { drawStart } from "./run-workload.ts";
import { sharedTwins } from "./twin-of.ts";
import { workloads } from "./workloads.ts";
import { writeStart } from "./write-start.ts";

const help = `npm run bench:versus -- [WORKLOAD...] [flags]

Trains the same networks from the same weights on Espalier and on other engines, taking turns, and prints the ratio of
their speeds: medians over the rounds. Peers that are not installed are listed as missing.

Workloads: ${Object.keys(workloads).join(", ")}. Default all.
  --peers LIST    of pytorch, tfjs-cpu, tfjs-wasm, tfjs-wasm-gradient, jax-js. Default all
  --threads LIST  threads of ours and of PyTorch; the JavaScript peers have one in Node. Default 1,2
  --rounds N      default 5
  --seconds S     how long a JavaScript peer trains in a round; one step at least. Default 5
  --python FILE   a Python that has PyTorch. Default /usr/bin/python3
  --twins FILE    the PyTorch twins. Default ../shared/peers/training_steps.py
  --json          print the rows as JSON to standard output (npm run -s leaves out npm's own lines)
  --save          write bench/results/versus.json; rows of what was not compared now stay in it
  --help          print this

TensorFlow.js in plain JavaScript takes minutes for one step of resnet: all peers take about half an hour. Without it:
--peers pytorch,tfjs-wasm,tfjs-wasm-gradient,jax-js`;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: "string" },
    threads: { type: "string", default: "1,2" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    twins: { type: "string", default: sharedTwins },
    python: { type: "string", default: "/usr/bin/python3" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (flags.help) console.log(help);
else await main();

async function main(): Promise<void> {
  const names = positionals.length > 0 ? positionals : Object.keys(workloads);
  known("workload", names, Object.keys(workloads));
  const peers = await chosenPeers();
  const folder = mkdtempSync(join(tmpdir(), "espalier-versus-"));
  const rounds = Number(flags.rounds);
  const rows: Row[] = [];
  for (const name of names) {
    const workload = (workloads[name] as (typeof workloads)[string])();
    writeStart(folder, name, drawStart(workload));
    const threads = flags.threads.split(",").map(Number);
    const found = await compare({ name, workload, folder, peers, threads, rounds, say });
    for (const row of found) flags.json ? say(format(row)) : console.log(format(row));
    rows.push(...found);
  }
  if (flags.save) saveResults("versus", { rounds }, [...keptRows(rows), ...rows]);
  if (flags.json) console.log(JSON.stringify(rows, null, 2));
}

/** Saved rows of other workloads, peers or threads: the slowest peer alone takes half an hour. */
function keptRows(rows: readonly Row[]): Row[] {
  const keyOf = ({ workload, peer, threads }: Row): string => [workload, peer, threads].join();
  const replaced = new Set(rows.map(keyOf));
  return (savedRows("versus") as Row[]).filter((row) => !replaced.has(keyOf(row)));
}

async function chosenPeers(): Promise<Peer[]> {
  const all = [await pytorchPeer(flags.python, flags.twins), ...javascriptPeers(Number(flags.seconds))];
  const names = flags.peers?.split(",") ?? all.map(({ name }) => name);
  const possible = all.map(({ name }) => name);
  known("peer", names, possible);
  return all.filter(({ name }) => names.includes(name));
}

function known(kind: string, names: readonly string[], possible: readonly string[]): void {
  const unknown = names.find((name) => !possible.includes(name));
  if (unknown) throw new Error(`Cannot compare: ${kind} ${unknown}, expected one of ${possible.join(", ")}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function format({ workload, peer, threads, oursPerSecond, peerPerSecond, ratio, note }: Row): string {
  const rates = `ours ${oursPerSecond}/s, peer ${peerPerSecond ?? "-"}/s`;
  const result = ratio === null ? note : `ratio ${ratio}`;
  return `${workload.padEnd(7)}${threads}t  ${peer.padEnd(36)}${rates.padEnd(34)}${result}`;
}
