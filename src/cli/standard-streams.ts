/** @file What becomes of a command when nobody reads what it prints, or the device it prints to is full. */
import { systemCause } from "../base/index.ts";
import { exitCodes } from "./exit-codes.ts";

/**
 * Listens for failures of the standard streams for as long as the process lives.
 *
 * What is lost of the error stream (progress, notes) is lost: no work depends on it. Where the standard output is what
 * a command is for, a reader that has seen enough, such as `head`, ends the command quietly. Where files are, the work
 * goes on. A full device is told, and is exit code 3 even if all else went well.
 *
 * @param isProduct  Tells whether the standard output is what the command now running is for.
 */
export function guardStreams(isProduct: () => boolean): void {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    const isClosed = error.code === "EPIPE";
    if (!isClosed) {
      process.stderr.write(`espalier: Cannot write the standard output: ${systemCause(error) ?? error.message}\n`);
      process.on("exit", (code) => {
        if (code === exitCodes.done) process.exitCode = exitCodes.io;
      });
    }
    if (isProduct()) process.exit(isClosed ? exitCodes.done : exitCodes.io);
  });
}
