/** @file The conformance suite of the storage contract, for those who write a storage of their own. */
import { type CreateStorage, lawDeclarer } from "./storage-fixture.ts";
import { leaseLaws } from "./storage-lease-laws.ts";
import { studyLaws } from "./storage-study-laws.ts";
import { trialLaws } from "./storage-trial-laws.ts";
import type { SuiteRunner } from "./suite.ts";

/**
 * Declares the laws of {@link Storage} as tests of the caller's runner.
 *
 * @param runner  How to declare a test and to check a value.
 * @param createStorage  Makes an empty storage on the clock given; called once a test, which disposes of it.
 * @example
 * import assert from "node:assert/strict";
 * import { test } from "node:test";
 * storageSuite({ test, assert: { equal: assert.deepEqual, ok: assert.ok } }, async (now) => ({
 *   storage: createMemoryStorage({ now }),
 * }));
 */
export function storageSuite(runner: SuiteRunner, createStorage: CreateStorage): void {
  const law = lawDeclarer(runner, createStorage);
  studyLaws(law);
  trialLaws(law);
  leaseLaws(law);
}
