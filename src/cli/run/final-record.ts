/** @file The trained winner of a run, kept in the study's database: the files of a run are views of it. */
import { type Json, StorageError, type Values } from "../../base/index.ts";
import type { Weights } from "../../estimator/index.ts";
import type { Outcomes } from "../../export/index.ts";
import type { Storage } from "../../storage/index.ts";
import { decodeWeights, encodeWeights, type Study, type Trial } from "../../study/index.ts";
import { findTrial } from "./find-trial.ts";
import { STUDY } from "./run-folder.ts";

const FINAL = "final";
const ENDED = "ended";
const CHOICE = "choice";

/** The winner as it is deployed. */
export interface FinalRecord {
  /** The trial whose architecture won. */
  readonly trial: number;
  /** Epochs of the final training; 0 where the weights are those of the search. */
  readonly epochs: number;
  /** Why the final training failed, one line; the weights are those of the search then. */
  readonly failure?: string;
  /** Metrics of the deployed model: validation scores of its trial, cost, latency, test scores. */
  readonly values: Values;
  /** What it predicted on the test part, in short; null without such a part, absent in runs of earlier versions. */
  readonly outcomes?: Outcomes | null;
  readonly weights: Weights;
}

/** Keeps the winner in one step, in place of an earlier one. */
export async function saveFinal(storage: Storage, { weights, ...record }: FinalRecord): Promise<void> {
  const text = Buffer.from(encodeWeights(weights)).toString("base64");
  await storage.setAttribute(STUDY, FINAL, { ...record, weights: text } as unknown as Json);
}

/** @returns Undefined where no winner was trained yet. @throws {StorageError} if the record is damaged. */
export async function loadFinal(storage: Storage): Promise<FinalRecord | undefined> {
  const stored = await storage.getAttribute(STUDY, FINAL);
  if (stored === undefined || stored === null) return undefined;
  const { weights, ...record } = stored as unknown as Omit<FinalRecord, "weights"> & { weights: unknown };
  if (typeof weights !== "string") {
    throw new StorageError("Cannot read the trained winner: its weights are missing, expected them with the study");
  }
  return { ...record, weights: decodeWeights(Buffer.from(weights, "base64")) };
}

/** Why the search of a run ended. */
export type SearchEnd = "trials" | "time" | "exhausted" | "infeasible";

/** Notes that the search has ended, or with null that it goes on. */
export async function saveEnd(storage: Storage, end: SearchEnd | null): Promise<void> {
  await storage.setAttribute(STUDY, ENDED, end);
}

/** @returns Undefined while the search has not ended. */
export async function loadEnd(storage: Storage): Promise<SearchEnd | undefined> {
  const end: Json | undefined = await storage.getAttribute(STUDY, ENDED);
  return typeof end === "string" ? (end as SearchEnd) : undefined;
}

/** Notes which trial shall be the final model whatever is better, or with null that the best one shall. */
export async function saveChoice(storage: Storage, trial: number | null): Promise<void> {
  await storage.setAttribute(STUDY, CHOICE, trial);
}

/** @returns Undefined where the best trial is the final model. */
export async function loadChoice(storage: Storage): Promise<number | undefined> {
  const trial: Json | undefined = await storage.getAttribute(STUDY, CHOICE);
  return typeof trial === "number" ? trial : undefined;
}

/** The trial that is the final model: chosen by hand, else the best so far; undefined where there is none. */
export async function finalTrial(study: Study<Json>, storage: Storage): Promise<Trial<Json> | undefined> {
  const choice = await loadChoice(storage);
  return choice === undefined ? await study.best() : findTrial(await study.trials(), choice);
}
