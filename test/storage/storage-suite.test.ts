import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../src/base/index.ts";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { type CreateStorage, type SuiteAssert, storageSuite } from "../../src/testing/index.ts";
import { tempFolder } from "./temp-folder.ts";

const assert: SuiteAssert = {
  equal: (actual, expected, message) => expect(actual, message).toStrictEqual(expected),
  ok: (value, message) => expect(value, message).toBeTruthy(),
};

describe("createMemoryStorage()", () => {
  storageSuite({ test, assert }, async (now) => ({ storage: createMemoryStorage({ now }) }));
});

describe("openSqliteStorage()", () => {
  storageSuite({ test, assert }, async (now) => {
    const path = join(await tempFolder(), "studies.db");
    return { storage: await openSqliteStorage(path, { now }), reopen: () => openSqliteStorage(path, { now }) };
  });
});

/** Runs the suite without a runner. @returns the names of the laws that failed. */
async function brokenLaws(createStorage: CreateStorage): Promise<string[]> {
  const bodies: [string, () => Promise<void>][] = [];
  storageSuite({ test: (name, body) => bodies.push([name, body]), assert }, createStorage);
  const broken: string[] = [];
  for (const [name, body] of bodies) await body().catch(() => broken.push(name));
  return broken;
}

/** Replaces methods of a correct storage by wrong ones. */
function faulty(fault: (right: Storage) => Partial<Storage>): CreateStorage {
  return async (now) => {
    const right = createMemoryStorage({ now });
    const wrong = fault(right) as Record<PropertyKey, unknown>;
    const get = (_: Storage, name: PropertyKey) => {
      const method = wrong[name] ?? (right as unknown as Record<PropertyKey, unknown>)[name];
      return typeof method === "function" ? method.bind(right) : method;
    };
    return { storage: new Proxy(right, { get }) };
  };
}

const faults: Record<string, (right: Storage) => Partial<Storage>> = {
  "creates a study twice": (right) => ({ createStudy: (name, spec) => right.createStudy(name, spec).catch(() => {}) }),
  "loses the snapshot of addTrials": (right) => ({
    addTrials: async (study, trials) => right.addTrials(study, trials, { cursor: 0, snapshot: null }),
  }),
  "adds trials before it checks them": (right) => ({
    addTrials: async (study, trials, snapshot) => {
      const added = await Promise.all(trials.map((trial) => right.addTrials(study, [trial], snapshot)));
      return added.flat();
    },
  }),
  "never ends a lease": (right) => ({ claimTrial: (study, worker) => right.claimTrial(study, worker, 1e12) }),
  "does not renew": () => ({ renewLease: async () => true }),
  "releases the living": (right) => ({ releaseLeases: (study) => right.releaseLeases(study, () => true) }),
  "gives mutable records": (right) => ({ trials: async (study) => structuredClone(await right.trials(study)) }),
  "reverses trials": (right) => ({ trials: async (study) => [...(await right.trials(study))].reverse() }),
  "ignores the cursor": (right) => ({ finishedSince: (study) => right.finishedSince(study, 0) }),
  "orders finished trials by number": (right) => ({
    finishedSince: async (study, cursor) =>
      [...(await right.finishedSince(study, cursor))].sort((a, b) => a.number - b.number),
  }),
  "takes results of strangers": (right) => ({
    finishTrial: async (study, trial, worker, outcome) => {
      const holder = (await right.trials(study))[trial]?.worker;
      return right.finishTrial(study, trial, holder ?? worker, outcome);
    },
  }),
  "forgets artifacts": () => ({ loadArtifact: async () => undefined }),
  "replaces an attribute in two steps": (right) => ({
    replaceAttribute: async (study, name, before, after) => {
      if (canonicalJson((await right.getAttribute(study, name)) ?? null) !== canonicalJson(before ?? null))
        return false;
      await right.setAttribute(study, name, after ?? null);
      return true;
    },
  }),
  "replaces an attribute whatever it was": (right) => ({
    replaceAttribute: async (study, name, _, after) =>
      right.replaceAttribute(study, name, await right.getAttribute(study, name), after),
  }),
  "keeps the first attribute": (right) => ({
    setAttribute: async (study, name, value) => {
      if ((await right.getAttribute(study, name)) === undefined) await right.setAttribute(study, name, value);
    },
  }),
};

test("storageSuite() passes a correct storage under its own bookkeeping", async () => {
  expect(await brokenLaws(faulty(() => ({})))).toEqual([]);
});

test.each(Object.entries(faults))("storageSuite() catches a storage that %s", async (_, fault) => {
  expect(await brokenLaws(faulty(fault))).not.toEqual([]);
});
