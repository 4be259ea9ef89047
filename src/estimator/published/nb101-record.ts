/** @file One training in the published file of NAS-Bench-101. */
import type { DataError } from "../../base/index.ts";
import type { Nb101Cell, Nb101Operation } from "../../space/index.ts";
import { decodeModelMetrics, type EvaluationData, type ModelMetrics } from "./model-metrics.ts";

/** A training; where it stands in the file is known to who reads it. */
export interface Nb101Record {
  /** 32 hex digits, equal for isomorphic cells. */
  readonly moduleHash: string;
  /** Of the whole training. */
  readonly epochs: number;
  /** The adjacency matrix row by row, a digit for each entry. */
  readonly adjacency: string;
  /** Names from `input` to `output`, commas between them. */
  readonly operations: string;
  readonly parameters: number;
  readonly halfway: EvaluationData;
  readonly final: EvaluationData;
}

/** Makes the error of a record: "Cannot read …: the record at byte … ⟨found⟩, expected ⟨expected⟩". */
export type Complain = (found: string, expected: string) => DataError;

const names: readonly Nb101Operation[] = ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"];

/**
 * Reads the bytes of a record: JSON of the module's hash, epochs, adjacency, operations, and metrics in base64.
 *
 * Source: Ying et al. 2019, "NAS-Bench-101", code `api.py`.
 */
export function parseNb101Record(data: Uint8Array, complain: Complain): Nb101Record {
  const fields = parseJson(data, complain);
  const [moduleHash, epochs, adjacency, operations, metrics] = Array.isArray(fields) ? (fields as unknown[]) : [];
  const texts = [moduleHash, adjacency, operations, metrics];
  if (!texts.every((text) => typeof text === "string") || !Number.isInteger(epochs) || (epochs as number) < 1) {
    throw complain("holds other fields", "hash, epochs, adjacency, operations and metrics of NAS-Bench-101");
  }
  const { evaluationData, trainableParameters } = decodeMetrics(metrics as string, complain);
  const [, halfway, final] = evaluationData;
  if (evaluationData.length !== 3 || !halfway || !final) {
    throw complain(`has ${evaluationData.length} evaluations`, "3: at the start, halfway and at the end");
  }
  for (const evaluation of [halfway, final]) checkEvaluation(evaluation, complain);
  return {
    moduleHash: moduleHash as string,
    epochs: epochs as number,
    adjacency: adjacency as string,
    operations: operations as string,
    parameters: trainableParameters,
    halfway,
    final,
  };
}

/** The cell that a record is about, as the file writes it. */
export function nb101CellOf({ adjacency, operations }: Nb101Record, complain: Complain): Nb101Cell {
  const labels = operations.split(",");
  const vertices = labels.length;
  if (labels[0] !== "input" || labels.at(-1) !== "output" || vertices < 2) {
    throw complain(`has operations "${operations}"`, "names from input to output");
  }
  if (adjacency.length !== vertices ** 2 || /[^01]/.test(adjacency)) {
    throw complain(`has adjacency "${adjacency}"`, `${vertices} × ${vertices} digits 0 or 1`);
  }
  const entries = [...adjacency].flatMap((bit, i) => (bit === "1" ? [[Math.floor(i / vertices), i % vertices]] : []));
  const edges = entries as [number, number][];
  if (edges.some(([from, to]) => from >= to))
    throw complain("has an edge that runs backwards", "edges that run forwards");
  return { operations: labels.slice(1, -1).map((label) => operationOf(label, complain)), edges };
}

function operationOf(label: string, complain: Complain): Nb101Operation {
  const operation = names.find((name) => name === label);
  if (operation === undefined) throw complain(`has operation "${label}"`, `one of ${names.join(", ")}`);
  return operation;
}

function parseJson(data: Uint8Array, complain: Complain): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch {
    throw complain("is no JSON", "a record of NAS-Bench-101");
  }
}

function decodeMetrics(text: string, complain: Complain): ModelMetrics {
  try {
    return decodeModelMetrics(Buffer.from(text, "base64"));
  } catch {
    throw complain("has metrics that are no message", "a ModelMetrics message in base64");
  }
}

function checkEvaluation(evaluation: EvaluationData, complain: Complain): void {
  const { validationAccuracy, testAccuracy, trainingTime } = evaluation;
  for (const [name, value] of Object.entries({ validationAccuracy, testAccuracy })) {
    // Written so that NaN is refused as well.
    if (!(value >= 0 && value <= 1)) throw complain(`has ${name} ${value}`, "a fraction in [0, 1]");
  }
  if (!(trainingTime >= 0 && trainingTime < Number.POSITIVE_INFINITY)) {
    throw complain(`has trainingTime ${trainingTime}`, "seconds");
  }
}
