/** @file The command line: finds the command, runs it, and turns what goes wrong into one line and an exit code. */
import { defineCommand, runCommand } from "citty";
import { EspalierError, InputError } from "../base/index.ts";
import { section } from "./args/command-help.ts";
import { suggestion } from "./args/nearest-name.ts";
import { commands } from "./commands/index.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { readVersions } from "./package-info.ts";

/** Runs the words of a command line, and leaves the exit code in `process.exitCode`. */
export async function runCli(words: readonly string[]): Promise<void> {
  // A reader that has seen enough, such as `head`, closes the pipe.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : exitCodes.io));
  try {
    await dispatch(words);
  } catch (error) {
    process.exitCode = report(error, words.includes("--debug") || (process.env.DEBUG ?? "") !== "");
  }
}

async function dispatch(words: readonly string[]): Promise<void> {
  const [name, ...rest] = words;
  if (name === undefined || name === "--help" || name === "-h") {
    process.stdout.write(overview());
    return;
  }
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${readVersions().espalier}\n`);
    return;
  }
  const grouped = `${name} ${rest[0]}`;
  if (Object.hasOwn(commands, grouped)) return run(grouped, rest.slice(1));
  const group = Object.entries(commands).filter(([known]) => known.startsWith(`${name} `));
  if (group.length > 0 && (rest.length === 0 || asksForHelp(rest))) {
    process.stdout.write(
      `${section(
        "Commands",
        group.map(([known, { summary }]) => [known, summary]),
      )}\n`,
    );
    return;
  }
  await run(group.length > 0 ? grouped : name, rest);
}

async function run(name: string, words: readonly string[]): Promise<void> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) throw unknown(name);
  const command = await entry.load();
  if (asksForHelp(words)) {
    process.stdout.write(command.help);
    return;
  }
  command.check(words);
  const subCommands = { [name]: command.definition };
  await runCommand(defineCommand({ meta: { name: "espalier" }, subCommands }), { rawArgs: [name, ...words] });
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end < 0 ? words : words.slice(0, end)).some((word) => word === "--help" || word === "-h");
}

function unknown(name: string): InputError {
  const isFlag = name.startsWith("-");
  const known = isFlag ? ["--help", "--version"] : Object.keys(commands);
  const what = isFlag ? "flag" : "command";
  return new InputError(`Cannot run espalier: there is no ${what} ${name}, ${suggestion(name, known)}`);
}

function overview(): string {
  const rows = Object.entries(commands).map(([name, { summary }]): [string, string] => [name, summary]);
  return [
    "Espalier searches for neural networks that fit your data, trains them and writes the best as ONNX.",
    "Usage: espalier <command> [arguments] [flags]",
    section("Commands", rows),
    section("Flags", [
      ["--help", "Print this text, or after a command the help of that command."],
      ["--version", "Print the version."],
    ]),
    "Examples:\n  espalier search digits\n  espalier search photos/ --objectives accuracy,latency --time 10m\n  espalier resume espalier-digits-0\n  espalier search --help",
    "Exit codes: 0 done, 1 failed, 2 bad input, 3 files cannot be read or written, 130 stopped.\n",
  ].join("\n\n");
}

/** Says on the error stream what went wrong; returns the exit code. */
function report(error: unknown, isDebugging: boolean): number {
  const isOurs = error instanceof EspalierError;
  const message = error instanceof Error ? error.message : String(error);
  const text = isOurs ? message : `Cannot go on: ${message} (a mistake in Espalier; --debug shows where)`;
  process.stderr.write(`espalier: ${text}\n`);
  if (isDebugging && error instanceof Error) process.stderr.write(`${traceOf(error)}\n`);
  return isOurs ? exitCodeOf(error.code) : exitCodes.failed;
}

function traceOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${traceOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
