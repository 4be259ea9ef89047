/** @file Laws of studies, snapshots and attributes. */
import { codeOf, type DeclareLaw, newTrials, noState } from "./storage-fixture.ts";

export function studyLaws(law: DeclareLaw): void {
  nameLaws(law);
  valueLaws(law);
  replaceLaws(law);
}

function nameLaws(law: DeclareLaw): void {
  law("a study is created once and listed in the order of creation", async ({ storage, assert }) => {
    const spec = { seed: 7, nested: [null, true, -0.5, "żółć 😀", { "": [] }] };
    await storage.createStudy("a", spec);

    assert.equal(await codeOf(storage.createStudy("a", { seed: 8 })), "study-exists");
    assert.equal(await storage.loadStudy("a"), spec);
    assert.equal(await storage.loadStudy("unknown"), undefined);
    assert.equal(await storage.listStudies(), ["s", "a"]);
  });

  law("a study that was not created is a storage error", async ({ storage, assert }) => {
    const actions = [
      storage.addTrials("unknown", newTrials(1), noState),
      storage.claimTrial("unknown", "w", 1),
      storage.renewLease("unknown", 0, "w", 1),
      storage.releaseLeases("unknown", () => true),
      storage.report("unknown", 0, "w", { step: 0, values: {} }),
      storage.finishTrial("unknown", 0, "w", { state: "failed", values: {}, seconds: 0 }),
      storage.trials("unknown"),
      storage.finishedSince("unknown", 0),
      storage.loadArtifact("unknown", 0),
      storage.loadSnapshot("unknown"),
      storage.setAttribute("unknown", "a", 1),
      storage.getAttribute("unknown", "a"),
      storage.replaceAttribute("unknown", "a", undefined, 1),
    ];
    const codes = await Promise.all(actions.map(codeOf));

    assert.equal(
      codes,
      codes.map(() => "storage"),
    );
  });

  law("studies do not see each other's trials, snapshots or attributes", async ({ storage, assert }) => {
    await storage.createStudy("other", null);
    await storage.addTrials("s", newTrials(2), { cursor: 0, snapshot: "s" });
    await storage.setAttribute("s", "budget", 1);

    const [added] = await storage.addTrials("other", newTrials(1), { cursor: 0, snapshot: "other" });

    assert.equal(added?.number, 0);
    assert.equal((await storage.trials("s")).length, 2);
    assert.equal(await storage.loadSnapshot("s"), { cursor: 0, snapshot: "s" });
    assert.equal(await storage.getAttribute("other", "budget"), undefined);
  });
}

function valueLaws(law: DeclareLaw): void {
  law("the last snapshot saved is the one loaded", async ({ storage, assert }) => {
    assert.equal(await storage.loadSnapshot("s"), undefined);

    await storage.addTrials("s", [], { cursor: 3, snapshot: { population: [1, 2] } });
    assert.equal(await storage.loadSnapshot("s"), { cursor: 3, snapshot: { population: [1, 2] } });

    await storage.addTrials("s", [], { cursor: 4, snapshot: [] });
    assert.equal(await storage.loadSnapshot("s"), { cursor: 4, snapshot: [] });
  });

  law("an attribute is replaced by setting it again", async ({ storage, assert }) => {
    await storage.setAttribute("s", "front", [1]);
    await storage.setAttribute("s", "empty", null);
    await storage.setAttribute("s", "front", { numbers: [2, 3] });

    assert.equal(await storage.getAttribute("s", "front"), { numbers: [2, 3] });
    assert.equal(await storage.getAttribute("s", "empty"), null);
    assert.equal(await storage.getAttribute("s", "unknown"), undefined);
  });

  law("values handed in or out can be changed without changing what is stored", async ({ storage, assert }) => {
    const value = { list: [1] };
    await storage.setAttribute("s", "a", value);
    value.list.push(2);
    const read = (await storage.getAttribute("s", "a")) as { list: number[] };
    read.list.push(3);

    assert.equal(await storage.getAttribute("s", "a"), { list: [1] });
  });

  law("a number JSON cannot write is refused", async ({ storage, assert }) => {
    assert.equal(await codeOf(storage.createStudy("nan", { rate: Number.NaN })), "invalid-input");
    assert.equal(await codeOf(storage.setAttribute("s", "a", [Number.POSITIVE_INFINITY])), "invalid-input");
    assert.equal(await codeOf(storage.addTrials("s", [], { cursor: 0, snapshot: Number.NaN })), "invalid-input");

    assert.equal(await storage.listStudies(), ["s"]);
    assert.equal(await storage.getAttribute("s", "a"), undefined);
    assert.equal(await storage.loadSnapshot("s"), undefined);
  });
}

function replaceLaws(law: DeclareLaw): void {
  law("an attribute is replaced only where it is as expected", async ({ storage, assert }) => {
    assert.equal(await storage.replaceAttribute("s", "a", null, 1), false);
    assert.equal(await storage.getAttribute("s", "a"), undefined);
    assert.ok(await storage.replaceAttribute("s", "a", undefined, { x: 1, y: [null] }));
    assert.equal(await storage.replaceAttribute("s", "a", undefined, 2), false);
    assert.equal(await storage.replaceAttribute("s", "a", { x: 1, y: [] }, 2), false);
    assert.equal(await storage.getAttribute("s", "a"), { x: 1, y: [null] });
    assert.ok(await storage.replaceAttribute("s", "a", { y: [null], x: 1 }, null), "whatever the order of keys");
    assert.equal(await storage.getAttribute("s", "a"), null);
    assert.equal(await storage.replaceAttribute("s", "a", undefined, undefined), false);
    assert.ok(await storage.replaceAttribute("s", "a", null, undefined));
    assert.equal(await storage.getAttribute("s", "a"), undefined);
    assert.ok(await storage.replaceAttribute("s", "a", undefined, undefined));
  });

  law("of those who replace an attribute at once, one does", async ({ storage, reopen, assert }) => {
    const other = reopen && (await reopen());
    const storages = other ? [storage, other] : [storage];
    try {
      for (const before of [undefined, "free"]) {
        if (before !== undefined) await storage.setAttribute("s", "holder", before);
        const tries = Array.from({ length: 6 }, (_, i) =>
          (storages[i % storages.length] ?? storage).replaceAttribute("s", "holder", before, i),
        );
        const done = (await Promise.all(tries)).flatMap((isDone, i) => (isDone ? [i] : []));

        assert.equal(done.length, 1);
        assert.equal(await storage.getAttribute("s", "holder"), done[0]);
      }
    } finally {
      await other?.[Symbol.asyncDispose]();
    }
  });

  law("an attribute is not replaced by what JSON cannot write", async ({ storage, assert }) => {
    assert.equal(await codeOf(storage.replaceAttribute("s", "a", undefined, Number.NaN)), "invalid-input");
    assert.equal(await storage.getAttribute("s", "a"), undefined);
  });
}
