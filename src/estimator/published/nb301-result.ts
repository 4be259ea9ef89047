/** @file One training in the published data of NAS-Bench-301: a JSON file. */
import { DataError } from "../../base/index.ts";
import {
  type DartsCell,
  type DartsEdge,
  type DartsOperation,
  formatGenotype,
  parseGenotype,
} from "../../space/index.ts";

export interface Nb301Result {
  /** The genotype as the space `darts` writes it. */
  readonly genotype: string;
  /** The hyperparameters by which trainings differ beside the architecture, as text. */
  readonly setting: string;
  /** In percent. */
  readonly valid: number;
  readonly test: number;
  /** Of the training; NaN where the file does not say. */
  readonly seconds: number;
  /** NaN where the file does not say. */
  readonly parameters: number;
}

type Config = Readonly<Record<string, unknown>>;

/** The part of a file that is read; the key of its hyperparameters is misspelt there. */
interface ResultFile {
  readonly optimized_hyperparamater_config?: Config;
  readonly info?: readonly Readonly<Record<string, unknown>>[];
  readonly test_accuracy?: unknown;
  readonly runtime?: unknown;
}

const PREFIX = "NetworkSelectorDatasetInfo:darts:";

/** Those that the authors list as the ones that vary. */
const hyperparameters = [
  ["epochs", "SimpleLearningrateSchedulerSelector:cosine_annealing:T_max"],
  ["cells", `${PREFIX}layers`],
  ["channels", `${PREFIX}init_channels`],
  ["learning rate", "OptimizerSelector:sgd:learning_rate"],
  ["weight decay", "OptimizerSelector:sgd:weight_decay"],
] as const;

/** In the files, the edge into inner node i from node j has the number `firstEdges[i] + j`. */
const firstEdges = [0, 2, 5, 9] as const;

/**
 * Reads the text of a `results_*.json`.
 *
 * @param file  For errors.
 * @throws {DataError} naming what is wrong.
 * Source: Zela et al. 2022, "Surrogate NAS Benchmarks", code `nasbench301` (`utils.py`, `representations.py`).
 */
export function parseNb301Result(file: string, text: string): Nb301Result {
  const result = parseJson(file, text);
  const config = result?.optimized_hyperparamater_config;
  if (typeof config !== "object" || config === null) throw wrong(file, "it has no optimized_hyperparamater_config");
  const info = result?.info?.[0];
  return {
    genotype: genotypeOf(file, config),
    setting: hyperparameters.map(([name, key]) => `${name} ${String(config[key])}`).join(", "),
    valid: percent(file, "info[0].val_accuracy", info?.val_accuracy),
    test: percent(file, "test_accuracy", result?.test_accuracy),
    seconds: numberOrNaN(result?.runtime),
    parameters: numberOrNaN(info?.model_parameters),
  };
}

function parseJson(file: string, text: string): ResultFile | null {
  try {
    return JSON.parse(text) as ResultFile | null;
  } catch (cause) {
    throw new DataError(`Cannot read ${file}: it is no JSON, expected a result of NAS-Bench-301`, { cause });
  }
}

/** Checked by the space: it knows what a genotype may be. */
function genotypeOf(file: string, config: Config): string {
  try {
    const genotype = formatGenotype({ normal: cellOf(config, "normal"), reduce: cellOf(config, "reduce") });
    return formatGenotype(parseGenotype(genotype));
  } catch (cause) {
    throw wrong(file, `its cells are wrong (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

function cellOf(config: Config, cell: "normal" | "reduce"): DartsCell {
  return firstEdges.map((first, i) => {
    const key = `${PREFIX}inputs_node_${cell}_${i + 2}`;
    // The first inner node has no choice.
    const inputs = i === 0 ? [0, 1] : String(config[key]).split("_").map(Number);
    const edges = inputs.map((from): DartsEdge => {
      const operation = String(config[`${PREFIX}edge_${cell}_${first + from}`]) as DartsOperation;
      return { operation, from };
    });
    return edges as unknown as readonly [DartsEdge, DartsEdge];
  });
}

function percent(file: string, name: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= 100) return value;
  throw wrong(file, `${name} is ${JSON.stringify(value) ?? "missing"}`);
}

function numberOrNaN(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;
}

function wrong(file: string, found: string): DataError {
  return new DataError(`Cannot read ${file}: ${found}, expected a result of NAS-Bench-301 with accuracies in percent`);
}
