/**
 * @file What a strategy itself takes: milliseconds of CPU for one ask and tell after 1,000 trials of 6 parameters with 5
 * options each, side by side with Optuna, alternating in one run.
 * `npx tsx bench/strategies/ask-tell.ts [tpe] [nsga2] [--trials 1000] [--rounds 5] [--python /usr/bin/python3] [--json]`
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { createRng, type MetricSpec, quantile, type Values } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import { nsga2, type Strategy, type StrategyFactory, tpe } from "../../src/strategy/index.ts";

interface Case {
  readonly factory: StrategyFactory;
  readonly objectives: number;
}

/** With the settings that optuna.py gives the other side. */
const cases: Readonly<Record<string, Case>> = {
  tpe: { factory: tpe(), objectives: 1 },
  nsga2: { factory: nsga2({ population: 50 }), objectives: 2 },
};

interface Row {
  readonly strategy: string;
  readonly oursMs: number;
  /** Null where Optuna is not installed. */
  readonly optunaMs: number | null;
  /** Median over the rounds of Optuna's time by ours. */
  readonly ratio: number | null;
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trials: { type: "string", default: "1000" },
    rounds: { type: "string", default: "5" },
    python: { type: "string", default: "/usr/bin/python3" },
    json: { type: "boolean", default: false },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(cases);
const [trials, rounds] = [Number(flags.trials), Number(flags.rounds)];
/** Asks and tells of one round, enough for two generations of NSGA-II. */
const steps = 100;
const specs: readonly MetricSpec[] = ["distance", "convolutions"].map((name) => ({ name, unit: "1", goal: "min" }));
const space = nb201();

let version: string | undefined;
const rows: Row[] = [];
for (const name of names) rows.push(await compare(name));
save();
if (flags.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else console.table(rows);
if (version === undefined) {
  process.stderr.write(
    `Optuna is missing: ${flags.python} cannot import it (Debian: python3-optuna); our side ran alone\n`,
  );
}

async function compare(name: string): Promise<Row> {
  const known = cases[name];
  if (known === undefined) throw new Error(`Cannot measure ${name}: expected ${Object.keys(cases).join(" or ")}`);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(ourRound(known, round));
    const other = await optunaRound(name);
    if (other !== undefined) theirs.push(other);
  }
  const isThere = theirs.length === ours.length;
  return {
    strategy: name,
    oursMs: rounded(quantile(ours, 0.5)),
    optunaMs: isThere ? rounded(quantile(theirs, 0.5)) : null,
    ratio: isThere
      ? rounded(
          quantile(
            theirs.map((time, i) => time / (ours[i] as number)),
            0.5,
          ),
        )
      : null,
  };
}

/** Mean milliseconds of one step. */
function ourRound({ factory, objectives }: Case, seed: number): number {
  const strategy = factory.create(space, specs.slice(0, objectives), createRng(seed));
  for (let trial = 0; trial < trials; trial++) step(strategy, trial);
  const start = process.cpuUsage();
  for (let i = 0; i < steps; i++) step(strategy, trials + i);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / steps;
}

function step(strategy: Strategy<string>, trial: number): void {
  for (const { architecture } of strategy.ask(1)) {
    const [key, values] = [space.key(architecture), valuesOf(architecture)];
    strategy.tell([{ trial, architecture, key, state: "complete", values, feasible: true }]);
  }
}

/** As in optuna.py. */
function valuesOf(architecture: string): Values {
  const indices = space.toIndices(architecture);
  return {
    distance: indices.reduce((sum, index, i) => sum + Math.abs(index - 2 - (i % 3)), 0),
    convolutions: indices.filter((index) => index === 2 || index === 3).length,
  };
}

async function optunaRound(name: string): Promise<number | undefined> {
  const script = fileURLToPath(new URL("optuna.py", import.meta.url));
  try {
    const args = [script, name, "--trials", String(trials), "--rounds", String(steps)];
    const { stdout } = await promisify(execFile)(flags.python, args);
    const found = JSON.parse(stdout) as { version: string; mean: number };
    version = found.version;
    return found.mean;
  } catch (error) {
    if (/No module named|ENOENT/.test(String(error))) return undefined;
    throw error;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function save(): void {
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const machine = { cpu: cpus()[0]?.model ?? "unknown", node: process.version, optuna: version ?? null };
  const text = JSON.stringify({ machine, trials, parameters: 6, options: 5, rounds, rows }, null, 2);
  writeFileSync(new URL("ask-tell.json", folder), `${text}\n`);
}
