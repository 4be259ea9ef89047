/**
 * @file A process that runs the study "s" of a database to its end; killed by the tests.
 * Arguments: path, number of trials, workers, milliseconds a trial takes.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { evolution } from "../../src/strategy/index.ts";
import { Study } from "../../src/study/index.ts";
import { sumEstimator, sumSpace } from "./sum-space.ts";

const [path = "", trials, workers, tookMs] = process.argv.slice(2);

await using storage = await openSqliteStorage(path);
const study = await Study.resume({
  ...{ storage, name: "s", space: sumSpace(), strategy: evolution({ population: 5, tries: 1 }) },
  estimator: sumEstimator({ before: () => sleep(Number(tookMs), undefined) }),
});
process.send?.("running");
await study.run({ trials: Number(trials), workers: Number(workers) });
process.disconnect?.();
