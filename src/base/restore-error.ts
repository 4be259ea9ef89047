/** @file Errors that come from another process or thread as text. */
import {
  AbortedError,
  DataError,
  DivergedError,
  EngineError,
  type ErrorCode,
  type EspalierError,
  GraphError,
  InputError,
  IoError,
  MemoryError,
  ModelError,
  SpaceError,
  StorageError,
  StudyBusyError,
  StudyExistsError,
} from "./errors.ts";

type ErrorClass = new (message: string, options?: ErrorOptions) => EspalierError;

const classes: { readonly [K in ErrorCode]: ErrorClass } = {
  "invalid-input": InputError,
  "invalid-data": DataError,
  "invalid-graph": GraphError,
  "invalid-model": ModelError,
  "invalid-space": SpaceError,
  storage: StorageError,
  "study-exists": StudyExistsError,
  "study-busy": StudyBusyError,
  engine: EngineError,
  diverged: DivergedError,
  memory: MemoryError,
  io: IoError,
  aborted: AbortedError,
};

/** Makes an error of the class that its code stands for. */
export function restoreError(code: ErrorCode, message: string, options?: ErrorOptions): EspalierError {
  return new classes[code](message, options);
}
