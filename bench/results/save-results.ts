/** @file Keeps the latest results of a bench beside it, with what they depend on. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";

/**
 * Writes `bench/results/⟨name⟩.json`.
 *
 * @param settings  How the bench was run, such as its rounds.
 */
export function saveResults(name: string, settings: object, rows: readonly object[]): void {
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    onnxruntime: runtimeVersion(),
    /** Of the last fifteen minutes: what else ran beside the bench shows here. */
    loadAverage: Number((loadavg()[2] as number).toFixed(2)),
  };
  const file = new URL(`${name}.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify({ machine, settings, rows }, null, 2)}\n`);
}

/** The rows that `saveResults` wrote last; none before it was ever called. */
export function savedRows(name: string): readonly object[] {
  const file = new URL(`${name}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { rows: object[] }).rows : [];
}

function runtimeVersion(): string {
  const manifest = new URL("../../node_modules/onnxruntime-node/package.json", import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
