/** @file What a conformance suite asks of the caller's test runner, so that it imports none. */

/** Registers a named test; `test` of node:test, Vitest, Jest and others fits. */
export type SuiteTest = (name: string, body: () => Promise<void>) => unknown;

/** Two checks that throw where they fail. */
export interface SuiteAssert {
  /** Equal in depth, as `deepStrictEqual` of node:assert; NaN equals NaN. */
  equal(actual: unknown, expected: unknown, message?: string): void;
  ok(value: unknown, message?: string): void;
}

export interface SuiteRunner {
  readonly test: SuiteTest;
  readonly assert: SuiteAssert;
}
