/** @file Runs the built command line in a folder of its own for each test. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** How a command ended and what it wrote. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command under way. */
export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * Starts `espalier` with these words. Needs the build, which `npm test` makes.
 *
 * @param uid  The user who runs it, where root asks.
 */
export function start(
  folder: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  uid: number | undefined = undefined,
): Started {
  if (!existsSync(entry)) throw new Error(`Cannot test the command line: ${entry} is missing, run npm run build`);
  const { DEBUG: _, ...inherited } = process.env;
  const options = { cwd: folder, env: { ...inherited, ...env }, ...(uid === undefined ? {} : { uid }) };
  const child = spawn(process.execPath, [entry, ...words], options);
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, out, err }));
  });
  return { process: child, ended };
}

/** Runs `espalier` with these words to its end. */
export function espalier(folder: string, ...words: readonly string[]): Promise<Ended> {
  return start(folder, words).ended;
}

/** A folder that is removed after the test. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
