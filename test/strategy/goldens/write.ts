/** @file Writes the proposals that `goldens.test.ts` holds strategies to: only where a change of them is wanted. */
import { writeFileSync } from "node:fs";
import { type StrategyName, strategies } from "../../../src/strategy/index.ts";
import { goals, played } from "./play.ts";

const rows = (Object.keys(strategies) as StrategyName[]).flatMap((name) =>
  Object.entries(goals).map(([count, objectives]) => [
    `${name}, ${count}`,
    played(strategies[name].create(), objectives).join(" "),
  ]),
);
writeFileSync(new URL("goldens.json", import.meta.url), `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`);
