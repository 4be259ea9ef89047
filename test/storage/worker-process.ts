/**
 * @file A process that works off the study "s" of a database; run by the tests.
 * It opens the file named in its arguments when told to go, then claims and finishes trials until none is left. Each
 * number finished is written to standard output by a blocking write, so that a killed process has told all it finished.
 * With a third argument "meet" it says so after its first trial and waits for the word to go on, so that several
 * processes surely work at the same time, however the machine shares its cores.
 */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";

const [path, worker, meet] = process.argv.slice(2) as [string, string, string?];

async function work(): Promise<void> {
  await using storage = await openSqliteStorage(path);
  const known = await storage.listStudies();
  if (known.length === 0) return;
  for (let count = 0; ; count++) {
    if (count === 1 && meet) {
      process.send?.("met");
      await once(process, "message");
    }
    const trial = await storage.claimTrial("s", worker, 60_000);
    if (!trial) return;
    await storage.report("s", trial.number, worker, { step: 1, values: { loss: trial.number } });
    const artifact = new Uint8Array(20_000).fill(trial.number % 256);
    const outcome = { state: "complete", values: { loss: trial.number }, seconds: 0, artifact } as const;
    if (await storage.finishTrial("s", trial.number, worker, outcome)) writeSync(1, `${trial.number}\n`);
  }
}

process.once("message", () => {
  work().then(
    () => process.disconnect(),
    (error: unknown) => {
      writeSync(2, `${error}\n`);
      process.exit(1);
    },
  );
});
process.send?.("ready");
