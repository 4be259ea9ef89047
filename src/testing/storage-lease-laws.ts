/** @file Laws of claiming: one worker at a time, leases that end, late results. */
import type { Storage } from "../storage/index.ts";
import { codeOf, completed, type DeclareLaw, LEASE_MS, newTrials, noState, point } from "./storage-fixture.ts";

export function leaseLaws(law: DeclareLaw): void {
  claimLaws(law);
  expiryLaws(law);
  lengthLaws(law);
  releaseLaws(law);
}

/** Has many workers claim at once. @returns the numbers of the trials they got. */
async function claimAtOnce(storages: readonly Storage[], workers: number): Promise<number[]> {
  const claims = Array.from({ length: workers }, (_, i) =>
    (storages[i % storages.length] as Storage).claimTrial("s", `worker-${i}`, LEASE_MS),
  );
  const records = await Promise.all(claims);
  return records.flatMap((record) => (record ? [record.number] : [])).sort((a, b) => a - b);
}

function claimLaws(law: DeclareLaw): void {
  law("the oldest trial is claimed first, each once", async ({ storage, assert }) => {
    assert.equal(await storage.claimTrial("s", "a", LEASE_MS), undefined);
    await storage.addTrials("s", newTrials(2), noState);

    const first = await storage.claimTrial("s", "a", LEASE_MS);
    const second = await storage.claimTrial("s", "b", LEASE_MS);

    assert.equal([first?.number, first?.state, first?.worker, first?.attempts], [0, "running", "a", 1]);
    assert.equal([second?.number, second?.worker], [1, "b"]);
    assert.equal(await storage.trials("s"), [first, second]);
    assert.equal(await storage.claimTrial("s", "c", LEASE_MS), undefined);
  });

  law("workers claiming at once never get the same trial", async ({ storage, reopen, assert }) => {
    await storage.addTrials("s", newTrials(5), noState);
    const other = reopen && (await reopen());
    try {
      const got = await claimAtOnce(other ? [storage, other] : [storage], 8);

      assert.equal(got, [0, 1, 2, 3, 4]);
    } finally {
      await other?.[Symbol.asyncDispose]();
    }
  });

  law("only the worker that holds a trial reports and finishes it", async ({ storage, assert }) => {
    await storage.addTrials("s", newTrials(2), noState);
    await storage.claimTrial("s", "a", LEASE_MS);
    const before = await storage.trials("s");

    for (const [number, worker] of [
      [0, "b"],
      [1, "a"],
      [7, "a"],
    ] as const) {
      assert.equal(await storage.report("s", number, worker, point(1, 1)), false);
      assert.equal(await storage.renewLease("s", number, worker, LEASE_MS), false);
      const outcome = { ...completed(1), artifact: Uint8Array.of(1) };
      assert.equal(await storage.finishTrial("s", number, worker, outcome), false);
      assert.equal(await storage.loadArtifact("s", number), undefined);
    }
    assert.equal(await storage.trials("s"), before);
  });
}

function expiryLaws(law: DeclareLaw): void {
  law("a trial whose lease ended is claimed again, by one", async ({ storage, assert, wait }) => {
    await storage.addTrials("s", newTrials(1), noState);
    await storage.claimTrial("s", "dead", LEASE_MS);

    wait(LEASE_MS - 1);
    assert.equal(await claimAtOnce([storage], 3), []);
    wait(2);
    assert.equal(await claimAtOnce([storage], 3), [0]);
    assert.equal((await storage.trials("s"))[0]?.attempts, 2);
  });

  law("a trial whose lease ended goes before younger ones", async ({ storage, assert, wait }) => {
    await storage.addTrials("s", newTrials(2), noState);
    await storage.claimTrial("s", "dead", LEASE_MS);
    wait(LEASE_MS + 1);

    assert.equal((await storage.claimTrial("s", "a", LEASE_MS))?.number, 0);
    assert.equal((await storage.claimTrial("s", "a", LEASE_MS))?.number, 1);
  });

  law("a late report or result is ignored", async ({ storage, assert, wait }) => {
    await storage.addTrials("s", newTrials(1), noState);
    await storage.claimTrial("s", "slow", LEASE_MS);
    wait(LEASE_MS + 1);
    await storage.claimTrial("s", "fast", LEASE_MS);
    const late = { ...completed(9), artifact: Uint8Array.of(9) };

    assert.equal(await storage.report("s", 0, "slow", point(1, 9)), false);
    assert.equal(await storage.renewLease("s", 0, "slow", LEASE_MS), false);
    assert.equal(await storage.finishTrial("s", 0, "slow", late), false);
    assert.ok(await storage.finishTrial("s", 0, "fast", completed(0.5)));
    assert.equal(await storage.finishTrial("s", 0, "slow", late), false);

    const [record] = await storage.trials("s");
    assert.equal([record?.worker, record?.values, record?.curve], ["fast", { loss: 0.5 }, []]);
    assert.equal(await storage.loadArtifact("s", 0), undefined);
  });
}

function lengthLaws(law: DeclareLaw): void {
  law("a lease that is not positive is refused", async ({ storage, assert }) => {
    await storage.addTrials("s", newTrials(1), noState);

    assert.equal(await codeOf(storage.claimTrial("s", "a", 0)), "invalid-input");
    assert.equal(await codeOf(storage.claimTrial("s", "a", Number.NaN)), "invalid-input");
    assert.equal((await storage.trials("s"))[0]?.state, "waiting");
  });

  law("a renewed lease lasts from the renewal", async ({ storage, assert, wait }) => {
    await storage.addTrials("s", newTrials(1), noState);
    await storage.claimTrial("s", "a", LEASE_MS);
    wait(LEASE_MS - 1);
    assert.ok(await storage.renewLease("s", 0, "a", LEASE_MS));

    wait(LEASE_MS - 1);
    assert.equal(await storage.claimTrial("s", "b", LEASE_MS), undefined);
    wait(2);
    assert.equal((await storage.claimTrial("s", "b", LEASE_MS))?.worker, "b");
  });

  law("a lease that ended still counts until another takes the trial", async ({ storage, assert, wait }) => {
    await storage.addTrials("s", newTrials(2), noState);
    await storage.claimTrial("s", "a", LEASE_MS);
    await storage.claimTrial("s", "a", LEASE_MS);
    wait(2 * LEASE_MS);

    assert.ok(await storage.renewLease("s", 0, "a", LEASE_MS));
    assert.ok(await storage.report("s", 1, "a", point(1, 0.5)));
    assert.ok(await storage.finishTrial("s", 1, "a", completed(0.4)));
    assert.equal(await storage.claimTrial("s", "b", LEASE_MS), undefined);
  });
}

function releaseLaws(law: DeclareLaw): void {
  law("released trials of dead workers are claimed at once", async ({ storage, assert }) => {
    await storage.addTrials("s", newTrials(4), noState);
    for (const worker of ["dead", "alive", "dead", "dead"]) await storage.claimTrial("s", worker, LEASE_MS);
    await storage.report("s", 0, "dead", point(1, 1));
    await storage.finishTrial("s", 3, "dead", completed(1));

    assert.equal(await storage.releaseLeases("s", (worker) => worker === "dead"), 2);
    assert.equal(await storage.releaseLeases("s", (worker) => worker === "dead"), 0);
    assert.equal(await storage.finishTrial("s", 0, "dead", completed(9)), false);

    const records = await storage.trials("s");
    assert.equal(
      records.map(({ state, worker }) => [state, worker]),
      [
        ["waiting", null],
        ["running", "alive"],
        ["waiting", null],
        ["complete", "dead"],
      ],
    );
    const again = await storage.claimTrial("s", "b", LEASE_MS);
    assert.equal([again?.number, again?.worker, again?.attempts, again?.curve], [0, "b", 2, [point(1, 1)]]);
  });

  law("a test of workers that fails releases none", async ({ storage, assert }) => {
    await storage.addTrials("s", newTrials(2), noState);
    for (const worker of ["a", "b"]) await storage.claimTrial("s", worker, LEASE_MS);
    const asked: string[] = [];
    const isDead = (worker: string) => {
      asked.push(worker);
      if (asked.length === 2) throw new Error("cannot tell");
      return true;
    };

    assert.ok((await codeOf(storage.releaseLeases("s", isDead))) !== undefined, "the failure is passed on");
    assert.equal(
      (await storage.trials("s")).map(({ state }) => state),
      ["running", "running"],
    );
  });
}
