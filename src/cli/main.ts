#!/usr/bin/env node
/** @file Entry of the `espalier` command. */
import { runCli } from "./run-cli.ts";

await runCli(process.argv.slice(2));
