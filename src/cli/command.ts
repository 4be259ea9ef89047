/** @file How a command is defined: for citty to run, with a help text of its own. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { checkArguments } from "./args/check-arguments.ts";
import { type CommandHelp, renderHelp } from "./args/command-help.ts";

export interface CliCommand {
  readonly definition: CommandDef<ArgsDef>;
  readonly help: string;
  readonly product: "output" | "files";
  /** Refuses words that the command does not know. @throws {InputError} */
  check(words: readonly string[]): void;
}

export interface CommandOptions extends Omit<CommandHelp, "name"> {
  /** As typed after `espalier`. */
  readonly name: string;
  /**
   * What the command is for: with "files" it goes on to its end though nobody reads its standard output any more.
   * Default "output".
   */
  readonly product?: "output" | "files";
  /**
   * Does the work.
   *
   * @param positionals  Values of the positional arguments by name; an optional one may be missing.
   * @param words  The words after the command's name, checked.
   * @returns The exit code.
   */
  run(positionals: Readonly<Record<string, string>>, words: readonly string[]): Promise<number>;
}

/** Flags that every command takes beside its own. */
export const commonFlags: ArgsDef = {
  debug: { type: "boolean", description: "Print the stack of an error; so does setting DEBUG in the environment." },
};

/** Defines a command; its arguments are checked before it runs. */
export function command({ name, product = "output", run, ...help }: CommandOptions): CliCommand {
  const args = { ...help.args, ...commonFlags };
  const title = `espalier ${name}`;
  return {
    product,
    help: renderHelp({ ...help, args, name: title }),
    check: (words) => checkArguments(title, words, args),
    definition: defineCommand({
      meta: { name, description: help.description },
      args,
      run: async ({ args: values, rawArgs }) => {
        const names = Object.keys(args).filter((key) => args[key]?.type === "positional");
        process.exitCode = await run(Object.fromEntries(names.map((key) => [key, String(values[key])])), rawArgs);
      },
    }),
  };
}
