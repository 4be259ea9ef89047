/** @file What the laws of storage share: a storage of its own for every law, a clock by hand, small trials. */
import type { CurvePoint, NewTrial, Storage, StoredSnapshot, TrialOutcome } from "../storage/index.ts";
import type { SuiteAssert, SuiteRunner } from "./suite.ts";

/** An empty storage, made anew for each test. */
export interface StorageUnderTest {
  readonly storage: Storage;
  /** Opens the same data once more, as another process would; leave it out where data live in one object. */
  readonly reopen?: () => Promise<Storage>;
}

/** @param clock  The time in milliseconds that the storage must use for its leases. */
export type CreateStorage = (clock: () => number) => Promise<StorageUnderTest>;

/** What one law works with: an empty storage that holds the empty study "s". */
export interface LawContext {
  readonly storage: Storage;
  readonly reopen: (() => Promise<Storage>) | undefined;
  readonly assert: SuiteAssert;
  /** Moves the clock on. */
  readonly wait: (ms: number) => void;
}

export type DeclareLaw = (name: string, law: (context: LawContext) => Promise<void>) => void;

/** Returns a function that declares laws as tests. */
export function lawDeclarer({ test, assert }: SuiteRunner, createStorage: CreateStorage): DeclareLaw {
  return (name, law) => {
    test(`storage: ${name}`, async () => {
      let now = 1_000_000;
      const { storage, reopen } = await createStorage(() => now);
      try {
        await storage.createStudy("s", { space: "chain" });
        await law({ storage, reopen, assert, wait: (ms) => (now += ms) });
      } finally {
        await storage[Symbol.asyncDispose]();
      }
    });
  };
}

export const LEASE_MS = 1000;

export const noState: StoredSnapshot = { cursor: 0, snapshot: null };

/** Makes so many trials with distinct keys. */
export function newTrials(count: number, origin = "random"): NewTrial[] {
  return Array.from({ length: count }, (_, i) => ({
    architecture: { ops: ["Conv", "Relu"], width: i },
    key: `key-${i}`,
    origin,
  }));
}

export function completed(loss: number): TrialOutcome {
  return { state: "complete", values: { loss }, seconds: 1.5 };
}

export function point(step: number, loss: number): CurvePoint {
  return { step, values: { loss } };
}

/** Runs an action that must fail. @returns the stable code of its error; undefined where it did not fail. */
export async function codeOf(action: Promise<unknown>): Promise<unknown> {
  try {
    await action;
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code ?? "no code";
  }
}
