/** @file One test a case of every op of a family. */
import { describe, it } from "vitest";
import type { OpType } from "../../src/graph/index.ts";
import { checkOp } from "./check-op.ts";
import { nameOf, type OpCase, type OpCases } from "./op-case.ts";

export function checkFamily(cases: Partial<OpCases<OpType>>): void {
  for (const [type, list] of Object.entries(cases) as [OpType, readonly OpCase[]][]) {
    describe(type, () => {
      for (const testCase of list) it(`${type} is right on ${nameOf(testCase)}`, () => checkOp(type, testCase));
    });
  }
}
