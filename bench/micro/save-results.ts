/** @file Results of a benchmark in bench/results, with the facts they depend on. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

/**
 * Writes `⟨name⟩.json`: the machine, what else was set, and the results.
 *
 * @param conditions  Such as the number of rounds.
 */
export function saveResults(name: string, conditions: Readonly<Record<string, unknown>>, rows: unknown): void {
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    node: process.version,
    onnxruntime: runtimeVersion(),
    ...conditions,
  };
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

function runtimeVersion(): string {
  const manifest = new URL("../../node_modules/onnxruntime-node/package.json", import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
