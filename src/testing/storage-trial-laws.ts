/** @file Laws of trial records: numbers, results, curves, artifacts, order, reopening. */
import type { NewTrial } from "../storage/index.ts";
import { codeOf, completed, type DeclareLaw, LEASE_MS, newTrials, noState, point } from "./storage-fixture.ts";

export function trialLaws(law: DeclareLaw): void {
  addingLaws(law);
  recordLaws(law);
  resultLaws(law);
  orderLaws(law);
  reopeningLaws(law);
}

function addingLaws(law: DeclareLaw): void {
  law("trials wait under consecutive numbers from 0", async ({ storage, assert }) => {
    const first = await storage.addTrials("s", newTrials(2), noState);
    const second = await storage.addTrials("s", newTrials(1, "mutation of 1"), noState);
    const records = await storage.trials("s");

    assert.equal([...first, ...second], records);
    assert.equal(
      records.map(({ number }) => number),
      [0, 1, 2],
    );
    assert.equal(records[2], {
      number: 2,
      state: "waiting",
      architecture: { ops: ["Conv", "Relu"], width: 0 },
      key: "key-0",
      origin: "mutation of 1",
      fidelity: 1,
      continues: null,
      values: null,
      curve: [],
      seconds: 0,
      error: null,
      duplicateOf: null,
      worker: null,
      attempts: 0,
      finishOrder: null,
    });
  });

  law("a trial keeps the part of the budget it is given", async ({ storage, assert }) => {
    const [trial] = newTrials(1);
    await storage.addTrials("s", [{ ...(trial as NewTrial), fidelity: 0.25 }], noState);
    assert.equal(
      (await storage.trials("s")).map(({ fidelity }) => fidelity),
      [0.25],
    );
  });

  law("a trial keeps the one it continues", async ({ storage, assert }) => {
    const [first, second] = newTrials(2) as [NewTrial, NewTrial];
    await storage.addTrials("s", [first, { ...second, continues: 0 }], noState);
    assert.equal(
      (await storage.trials("s")).map(({ continues }) => continues),
      [null, 0],
    );
  });

  law("trials and the snapshot are stored together or not at all", async ({ storage, assert }) => {
    const before = { cursor: 0, snapshot: "before" };
    await storage.addTrials("s", newTrials(1), before);
    const bad = { architecture: { width: Number.NaN }, key: "bad", origin: "random" };
    const good = { cursor: 1, snapshot: "after" };

    assert.equal(await codeOf(storage.addTrials("s", [...newTrials(1), bad], good)), "invalid-input");
    const nan = { cursor: 1, snapshot: { mean: Number.NaN } };
    assert.equal(await codeOf(storage.addTrials("s", newTrials(1), nan)), "invalid-input");

    assert.equal((await storage.trials("s")).length, 1);
    assert.equal(await storage.loadSnapshot("s"), before);
  });
}

function recordLaws(law: DeclareLaw): void {
  law("records are frozen and stay as read", async ({ storage, assert }) => {
    const [added] = await storage.addTrials("s", newTrials(1), noState);
    const claimed = await storage.claimTrial("s", "w", LEASE_MS);
    await storage.report("s", 0, "w", point(1, 0.5));
    const [running] = await storage.trials("s");
    await storage.report("s", 0, "w", point(2, 0.4));
    await storage.finishTrial("s", 0, "w", completed(0.3));
    const [finished] = await storage.trials("s");

    assert.equal(added?.state, "waiting");
    assert.equal([claimed?.state, claimed?.curve], ["running", []]);
    assert.equal([running?.state, running?.curve, running?.values], ["running", [point(1, 0.5)], null]);
    const architecture = finished?.architecture as { readonly ops: unknown };
    const parts = [finished, architecture, architecture.ops, finished?.values, finished?.curve, finished?.curve[0]];
    for (const part of [added, claimed, running, ...parts]) {
      assert.ok(typeof part === "object" && Object.isFrozen(part), "frozen in depth");
    }
  });

  law("a finished trial never changes", async ({ storage, assert, wait }) => {
    await storage.addTrials("s", newTrials(1), noState);
    await storage.claimTrial("s", "w", LEASE_MS);
    await storage.finishTrial("s", 0, "w", completed(0.5));
    const before = await storage.trials("s");

    wait(2 * LEASE_MS);
    assert.equal(await storage.finishTrial("s", 0, "w", completed(0.1)), false);
    assert.equal(await storage.report("s", 0, "w", point(1, 0.1)), false);
    assert.equal(await storage.renewLease("s", 0, "w", LEASE_MS), false);
    assert.equal(await storage.releaseLeases("s", () => true), 0);
    assert.equal(await storage.claimTrial("s", "w", LEASE_MS), undefined);

    assert.equal(await storage.trials("s"), before);
  });
}

function resultLaws(law: DeclareLaw): void {
  law("a result is kept as it was given", async ({ storage, assert }) => {
    await storage.addTrials("s", newTrials(3), noState);
    for (let i = 0; i < 3; i++) await storage.claimTrial("s", "w", LEASE_MS);
    const values = { loss: Number.NaN, accuracy: 0.1 + 0.2, latency: Number.POSITIVE_INFINITY };

    assert.ok(await storage.finishTrial("s", 0, "w", { state: "failed", values, seconds: 2, error: "diverged" }));
    assert.ok(await storage.finishTrial("s", 1, "w", { state: "pruned", values: {}, seconds: 0.25 }));
    assert.ok(await storage.finishTrial("s", 2, "w", { ...completed(1), seconds: 0, duplicateOf: 1 }));

    const [failed, pruned, duplicate] = await storage.trials("s");
    assert.equal([failed?.state, failed?.values, failed?.error, failed?.seconds], ["failed", values, "diverged", 2]);
    assert.equal([failed?.worker, failed?.attempts, failed?.duplicateOf], ["w", 1, null]);
    assert.equal([pruned?.state, pruned?.values, pruned?.error], ["pruned", {}, null]);
    assert.equal([duplicate?.state, duplicate?.duplicateOf, duplicate?.seconds], ["complete", 1, 0]);
  });

  law("intermediate values come in order of steps, the last report of a step", async ({ storage, assert }) => {
    await storage.addTrials("s", newTrials(1), noState);
    await storage.claimTrial("s", "w", LEASE_MS);
    for (const [step, loss] of [
      [10, 0.1],
      [2, 0.9],
      [1, 1],
      [2, 0.8],
    ] as const) {
      assert.ok(await storage.report("s", 0, "w", point(step, loss)));
    }

    assert.equal((await storage.trials("s"))[0]?.curve, [point(1, 1), point(2, 0.8), point(10, 0.1)]);
  });

  law("an artifact comes back byte for byte", async ({ storage, assert }) => {
    await storage.addTrials("s", newTrials(3), noState);
    for (let i = 0; i < 3; i++) await storage.claimTrial("s", "w", LEASE_MS);
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256);
    const artifact = bytes.slice();
    await storage.finishTrial("s", 0, "w", { ...completed(1), artifact: artifact.subarray(3) });
    await storage.finishTrial("s", 1, "w", { ...completed(1), artifact: new Uint8Array() });
    await storage.finishTrial("s", 2, "w", completed(1));
    artifact.fill(0);
    (await storage.loadArtifact("s", 0))?.fill(0);

    assert.equal(await storage.loadArtifact("s", 0), bytes.subarray(3));
    assert.equal(await storage.loadArtifact("s", 1), new Uint8Array());
    assert.equal(await storage.loadArtifact("s", 2), undefined);
    assert.equal(await storage.loadArtifact("s", 99), undefined);
  });

  law("a checkpoint is kept until a trial that continues it is finished", async ({ storage, assert }) => {
    const [first, second, third] = newTrials(3) as [NewTrial, NewTrial, NewTrial];
    await storage.addTrials("s", [first, second, { ...third, continues: 0 }], noState);
    for (let i = 0; i < 3; i++) await storage.claimTrial("s", "w", LEASE_MS);
    const checkpoint = Uint8Array.of(1, 2, 3);
    await storage.finishTrial("s", 0, "w", { ...completed(1), checkpoint: checkpoint.subarray(1) });
    await storage.finishTrial("s", 1, "w", { ...completed(1), checkpoint });
    checkpoint.fill(0);

    assert.equal(await storage.loadCheckpoint("s", 0), Uint8Array.of(2, 3));
    assert.equal(await storage.loadCheckpoint("s", 1), Uint8Array.of(1, 2, 3));
    assert.equal(await storage.loadCheckpoint("s", 2), undefined);
    assert.equal(await storage.finishTrial("s", 2, "other", completed(1)), false);
    assert.equal(await storage.loadCheckpoint("s", 0), Uint8Array.of(2, 3));
    await storage.finishTrial("s", 2, "w", { ...completed(1), checkpoint: Uint8Array.of(4) });
    assert.equal(await storage.loadCheckpoint("s", 0), undefined);
    assert.equal(await storage.loadCheckpoint("s", 1), Uint8Array.of(1, 2, 3));
    assert.equal(await storage.loadCheckpoint("s", 2), Uint8Array.of(4));
    assert.equal(await storage.loadCheckpoint("s", 99), undefined);
  });
}

function orderLaws(law: DeclareLaw): void {
  law("where a trial under way stands is kept until it is finished", async ({ storage, assert, wait }) => {
    await storage.addTrials("s", newTrials(2), noState);
    for (let i = 0; i < 2; i++) await storage.claimTrial("s", "w", LEASE_MS);
    const checkpoint = Uint8Array.of(1, 2);
    assert.ok(await storage.saveCheckpoint("s", 0, "w", checkpoint));
    assert.ok(await storage.saveCheckpoint("s", 1, "w", Uint8Array.of(7)));
    checkpoint.fill(0);
    assert.equal(await storage.saveCheckpoint("s", 0, "other", Uint8Array.of(9)), false);
    assert.equal(await storage.loadCheckpoint("s", 0), Uint8Array.of(1, 2));

    wait(2 * LEASE_MS);
    await storage.claimTrial("s", "later", LEASE_MS);
    assert.equal(await storage.saveCheckpoint("s", 0, "w", Uint8Array.of(9)), false);
    assert.ok(await storage.saveCheckpoint("s", 0, "later", Uint8Array.of(3)));
    assert.equal(await storage.loadCheckpoint("s", 0), Uint8Array.of(3));
    await storage.finishTrial("s", 0, "later", completed(1));
    await storage.finishTrial("s", 1, "w", { ...completed(1), checkpoint: Uint8Array.of(8) });

    assert.equal(await storage.loadCheckpoint("s", 0), undefined);
    assert.equal(await storage.loadCheckpoint("s", 1), Uint8Array.of(8));
    assert.equal(await storage.saveCheckpoint("s", 0, "later", Uint8Array.of(3)), false);
  });

  law("more than a hundred trials come back in order", async ({ storage, assert }) => {
    for (const count of [60, 40, 100, 1]) await storage.addTrials("s", newTrials(count), noState);

    assert.equal(
      (await storage.trials("s")).map(({ number }) => number),
      Array.from({ length: 201 }, (_, i) => i),
    );
  });

  law("finished trials are read by cursor in the order they finished", async ({ storage, assert }) => {
    await storage.addTrials("s", newTrials(4), noState);
    for (let i = 0; i < 4; i++) await storage.claimTrial("s", "w", LEASE_MS);
    for (const number of [2, 0, 3]) await storage.finishTrial("s", number, "w", completed(number));
    const order = async (cursor: number) =>
      (await storage.finishedSince("s", cursor)).map(({ number, finishOrder }) => [number, finishOrder]);

    assert.equal(await order(0), [
      [2, 1],
      [0, 2],
      [3, 3],
    ]);
    assert.equal(await order(1), [
      [0, 2],
      [3, 3],
    ]);
    assert.equal(await order(3), []);
    const trials = await storage.trials("s");
    assert.equal((await storage.finishedSince("s", 2))[0], trials[3]);
  });
}

function reopeningLaws(law: DeclareLaw): void {
  law("reopening gives the same", async ({ storage, reopen, assert }) => {
    if (!reopen) return;
    await storage.addTrials("s", newTrials(3), { cursor: 0, snapshot: { asked: 3 } });
    await storage.setAttribute("s", "note", "kept");
    for (let i = 0; i < 2; i++) await storage.claimTrial("s", "w", LEASE_MS);
    await storage.report("s", 0, "w", point(1, 0.5));
    await storage.finishTrial("s", 0, "w", { ...completed(0.4), artifact: Uint8Array.of(1, 2, 3) });
    const records = await storage.trials("s");

    const again = await reopen();
    try {
      assert.equal(await again.listStudies(), ["s"]);
      assert.equal(await again.loadStudy("s"), { space: "chain" });
      assert.equal(await again.trials("s"), records);
      assert.equal(await again.loadSnapshot("s"), { cursor: 0, snapshot: { asked: 3 } });
      assert.equal(await again.getAttribute("s", "note"), "kept");
      assert.equal(await again.loadArtifact("s", 0), Uint8Array.of(1, 2, 3));
      assert.ok(await again.finishTrial("s", 1, "w", completed(0.3)), "the lease is kept");
      assert.equal(
        (await storage.finishedSince("s", 1)).map(({ number }) => number),
        [1],
      );
    } finally {
      await again[Symbol.asyncDispose]();
    }
  });
}
