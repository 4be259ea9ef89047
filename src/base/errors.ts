/** @file Error classes: one a cause, each with a stable `code` that callers may switch on. */
import { printable } from "./printable.ts";

export type ErrorCode =
  | "invalid-input"
  | "invalid-data"
  | "invalid-graph"
  | "invalid-model"
  | "invalid-space"
  | "storage"
  | "study-exists"
  | "study-busy"
  | "engine"
  | "diverged"
  | "memory"
  | "io"
  | "aborted";

/**
 * Base of every error Espalier throws on purpose. Text: "Cannot ⟨verb⟩ ⟨thing⟩: ⟨what was found⟩, expected ⟨…⟩", in one
 * line that can be printed, whatever it quotes (see `printable`).
 */
export class EspalierError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(printable(message), options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** A caller's option, flag or value is wrong. */
export class InputError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("invalid-input", message, options);
  }
}

/** A data file or folder does not hold what its format promises. */
export class DataError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("invalid-data", message, options);
  }
}

/** A graph breaks a rule of the IR. */
export class GraphError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("invalid-graph", message, options);
  }
}

/** ONNX bytes cannot be read or use something Espalier does not know. */
export class ModelError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("invalid-model", message, options);
  }
}

/** A search space declaration or an architecture of it is wrong. */
export class SpaceError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("invalid-space", message, options);
  }
}

/** Stored records are damaged, of a newer version, or a rule of the storage was broken. */
export class StorageError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("storage", message, options);
  }
}

/** A study of that name or in that folder exists already. */
export class StudyExistsError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("study-exists", message, options);
  }
}

/** Another living process is working on the study. */
export class StudyBusyError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("study-busy", message, options);
  }
}

/** The runtime refused or failed to run a verified graph. */
export class EngineError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("engine", message, options);
  }
}

/** Training produced a loss that is not a number. */
export class DivergedError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("diverged", message, options);
  }
}

/** A trial needs more memory than there is for it; nothing was started. */
export class MemoryError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("memory", message, options);
  }
}

/** The file system refused: missing path, no permission, disk full. */
export class IoError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("io", message, options);
  }
}

/** Work was stopped by its AbortSignal. */
export class AbortedError extends EspalierError {
  constructor(message: string, options?: ErrorOptions) {
    super("aborted", message, options);
  }
}

/** What went wrong, in one line for a list or a record. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : textOf(error);
  return printable(text.trim().split("\n", 1)[0] ?? "");
}

/** What was thrown may be anything, such as an object without a prototype. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "an object";
  }
}
