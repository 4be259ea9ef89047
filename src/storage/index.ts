export type {
  CurvePoint,
  NewTrial,
  Storage,
  StoredSnapshot,
  TrialOutcome,
  TrialRecord,
  TrialState,
} from "./storage.ts";
