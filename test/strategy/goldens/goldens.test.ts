import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type StrategyName, strategies } from "../../../src/strategy/index.ts";
import { goals, played } from "./play.ts";

/** By strategy and number of objectives. `npx tsx test/strategy/goldens/write.ts` writes it anew: say why in the commit. */
const goldens = JSON.parse(readFileSync(new URL("goldens.json", import.meta.url), "utf8")) as Record<string, string>;

describe.each(Object.keys(strategies) as StrategyName[])("%s", (name) => {
  test.each(Object.keys(goals))("proposes the same at seed 42 for ever, with %s objectives", (count) => {
    const proposals = played(strategies[name].create(), goals[count] as never);
    expect(proposals.join(" ")).toBe(goldens[`${name}, ${count}`]);
  });
});
