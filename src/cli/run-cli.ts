/** @file The command line: finds the command, runs it, and turns what goes wrong into one line and an exit code. */
import { defineCommand, runCommand } from "citty";
import { EspalierError, firstLine, InputError, printable, unexpectedIoError } from "../base/index.ts";
import { section } from "./args/command-help.ts";
import { suggestion } from "./args/nearest-name.ts";
import type { CliCommand } from "./command.ts";
import { commands } from "./commands/index.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { readVersions } from "./package-info.ts";
import { guardStreams } from "./standard-streams.ts";

/** Runs the words of a command line, and leaves the exit code in `process.exitCode`. */
export async function runCli(words: readonly string[]): Promise<void> {
  let product: CliCommand["product"] = "output";
  guardStreams(() => product === "output");
  try {
    await dispatch(words, (command) => {
      product = command.product;
    });
  } catch (error) {
    process.exitCode = report(error, words.includes("--debug") || (process.env.DEBUG ?? "") !== "");
  }
}

/** @param onCommand  Called with the command that is about to run. */
async function dispatch(words: readonly string[], onCommand: (command: CliCommand) => void): Promise<void> {
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
  if (Object.hasOwn(commands, grouped)) return run(grouped, rest.slice(1), onCommand);
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
  await run(group.length > 0 ? grouped : name, rest, onCommand);
}

async function run(name: string, words: readonly string[], onCommand: (command: CliCommand) => void): Promise<void> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) throw unknown(name);
  const command = await entry.load();
  if (asksForHelp(words)) {
    process.stdout.write(command.help);
    return;
  }
  command.check(words);
  onCommand(command);
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
  const known = error instanceof EspalierError ? error : unexpectedIoError(error);
  const text = known?.message ?? `Cannot go on: ${firstLine(error)} (a mistake in Espalier; --debug shows where)`;
  process.stderr.write(`espalier: ${text}\n`);
  if (isDebugging && error instanceof Error) process.stderr.write(`${traceOf(error)}\n`);
  return known ? exitCodeOf(known.code) : exitCodes.failed;
}

function traceOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${traceOf(error.cause)}` : "";
  const lines = (error.stack ?? error.message).split("\n").map((line) => printable(line));
  return `${lines.join("\n")}${cause}`;
}
