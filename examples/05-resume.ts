/** Stops a search half-way and goes on with it: the result is that of a search never stopped. */
import { loadDataset, mlp, search } from "espalier";
import { openSqliteStorage } from "espalier/storage/sqlite";

const options = {
  data: await loadDataset("wine"),
  space: mlp({ maxDepth: 2 }),
  objectives: ["accuracy", "params"],
  trials: 10,
  epochs: 5,
  seed: 3,
};

// Leaving the loop stops the search, as the end of the process would; the fourth trial is thrown away half-done.
{
  await using storage = await openSqliteStorage("study.db");
  for await (const event of search({ ...options, storage })) {
    if (event.type === "trial-started" && event.number === 3) break;
  }
}

// The same call with the same storage goes on.
await using storage = await openSqliteStorage("study.db");
const resumed = search({ ...options, storage });
for await (const event of resumed) {
  if (event.type === "trial-started") console.log(`trial ${event.number}, attempt ${event.attempt}`);
}
const trials = await (await resumed).trials();

const undisturbed = await (await search(options)).trials();
const same = trials.every(({ key, values }, i) => {
  const other = undisturbed[i];
  return key === other?.key && values?.accuracy === other.values?.accuracy && values?.loss === other.values?.loss;
});
if (!same || trials.length !== undisturbed.length) throw new Error("stopping changed the result");
console.log(`${trials.length} trials, equal to those of a search that was never stopped`);
