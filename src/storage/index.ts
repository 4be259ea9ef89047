export { CHECKPOINT_BYTES } from "./checkpoint-bound.ts";
export { createMemoryStorage, type MemoryStorageOptions } from "./memory.ts";
export type {
  CurvePoint,
  NewTrial,
  Storage,
  StoredSnapshot,
  TrialOutcome,
  TrialRecord,
  TrialState,
} from "./storage.ts";
