/** @file The checkpoint a trial goes on from. */
import { firstLine, IoError } from "../base/index.ts";
import type { Checkpoint } from "../estimator/index.ts";
import type { Storage } from "../storage/index.ts";
import { decodeCheckpoint } from "./checkpoint-artifact.ts";
import { decodeWeights } from "./weights-artifact.ts";

/** Returns the checkpoint of a trial, or why it cannot be used. */
export async function loadCheckpoint(
  storage: Storage,
  study: string,
  trial: number,
): Promise<Checkpoint | { readonly reason: string }> {
  try {
    const bytes = await storage.loadCheckpoint(study, trial);
    const weights = await storage.loadArtifact(study, trial);
    if (!bytes || !weights) return { reason: `trial ${trial} has no checkpoint` };
    return decodeCheckpoint(bytes, decodeWeights(weights));
  } catch (error) {
    if (error instanceof IoError) throw error;
    return { reason: firstLine(error) };
  }
}
