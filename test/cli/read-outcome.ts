/** @file What a run came to, without times, which differ from run to run, and the words in which it was asked for. */
import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { espalier } from "./run-espalier.ts";

const times = ["seconds", "latencyMs", "latencyP95Ms", "expectedTime", "choices"];

/** Reads trials, summary and the bytes of the model. */
export async function readOutcome(run: string): Promise<unknown> {
  const { out } = await espalier(dirname(run), "trials", run, "--json");
  return {
    trials: withoutTimes(JSON.parse(out)),
    best: withoutTimes(JSON.parse(await readFile(join(run, "best.json"), "utf8"))),
    model: hash("sha256", await readFile(join(run, "best.onnx"))),
  };
}

function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name]) => !times.includes(name));
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutTimes(item)]));
}
