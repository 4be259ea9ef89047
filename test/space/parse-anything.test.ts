import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, EspalierError, type Json } from "../../src/base/index.ts";
import { spaces } from "../../src/space/index.ts";

const circle: Record<string, unknown> = {};
circle.self = circle;
const strange: readonly unknown[] = [
  ...[undefined, null, Number.NaN, Number.POSITIVE_INFINITY, -0, 10n, Symbol("x"), () => 1, circle, new Map()],
  ...[new Date(Number.NaN), Object.create(null), { toString: null }, "x".repeat(1e5), "\u001b[2J", new Array(9)],
  { toJSON: () => expect.unreachable() },
  Object.defineProperty({}, "op", {
    enumerable: true,
    get: () => {
      throw new Error("raw");
    },
  }),
];

/** The value with each part, one after the other, replaced by each strange thing. */
function* spoiled(value: Json): Generator<unknown> {
  yield* strange;
  if (value === null || typeof value !== "object") return;
  for (const [key, item] of Object.entries(value)) {
    for (const part of spoiled(item as Json)) {
      yield Array.isArray(value) ? value.map((old, i) => (String(i) === key ? part : old)) : { ...value, [key]: part };
    }
  }
}

/** What parsing threw that is no error of ours, or would not fit a terminal. */
function fault(parse: (value: unknown) => unknown, value: unknown): string | undefined {
  try {
    parse(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof EspalierError)) return `${error}`;
    return error.message.length > 1200 || /\p{Cc}/u.test(error.message) ? error.message : undefined;
  }
}

test.each(Object.entries(spaces))("parse() of %s refuses anything with an error of ours", (_, { create }) => {
  const space = create();
  for (const value of spoiled(space.sample(createRng(1)))) expect(fault(space.parse, value)).toBeUndefined();
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  fc.assert(
    fc.property(anything, (value) => fault(space.parse, value) === undefined),
    { numRuns: 300 },
  );
});
