/** @file What the process says to its caller when it ends. */
import type { ErrorCode } from "../base/index.ts";

export const exitCodes = { done: 0, failed: 1, badInput: 2, io: 3, interrupted: 130 } as const;

const byCode: Readonly<Record<ErrorCode, number>> = {
  "invalid-input": exitCodes.badInput,
  "invalid-data": exitCodes.badInput,
  "invalid-graph": exitCodes.failed,
  "invalid-model": exitCodes.badInput,
  "invalid-space": exitCodes.badInput,
  storage: exitCodes.badInput,
  "study-exists": exitCodes.badInput,
  "study-busy": exitCodes.badInput,
  engine: exitCodes.failed,
  diverged: exitCodes.failed,
  memory: exitCodes.failed,
  io: exitCodes.io,
  aborted: exitCodes.interrupted,
};

/** The exit code for an error of Espalier: 2 for bad input, 3 where the file system refused, 1 for all else. */
export function exitCodeOf(code: ErrorCode): number {
  return byCode[code];
}
