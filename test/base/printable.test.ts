import fc from "fast-check";
import { expect, test } from "vitest";
import { DataError, firstLine, jsonFault, PRINTABLE_LENGTH, printable, shown } from "../../src/base/index.ts";

const COMMANDS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

test("printable() shows what could command a terminal, turn or break the line", () => {
  expect(printable("a\u001b[31mred\nb\tc\u009b2J")).toBe("a\\u001b[31mred\\nb\\tc\\u009b2J");
  expect(printable("gpj.\u202eexe\u2066\u2028\ufeff\ud800")).toBe("gpj.\\u202eexe\\u2066\\u2028\\ufeff\\ud800");
  expect(printable("naïve 日本語 می‌خواهم 👩‍🔬 ½")).toBe("naïve 日本語 می‌خواهم 👩‍🔬 ½");
});

test("printable() keeps beginning and end of a long text", () => {
  const text = printable(`Cannot read x: ${"y".repeat(69_000)}, expected z`);

  expect(text).toHaveLength(PRINTABLE_LENGTH);
  expect(text).toMatch(/^Cannot read x: y+… \(69027 characters\) …y+, expected z$/);
});

test("printable() gives one line that printing again leaves as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.integer({ min: 40, max: 200 }), (text, length) => {
      const line = printable(text, length);
      expect(line).not.toMatch(COMMANDS);
      expect(line.length).toBeLessThanOrEqual(length);
      expect(printable(line, length)).toBe(line);
    }),
    { numRuns: 50 },
  );
});

test("EspalierError has a message that can be printed, whatever it quotes", () => {
  expect(new DataError(`Cannot read "\u001b]0;title\u0007": ${"x".repeat(9000)}`).message).toMatch(
    /^Cannot read "\\u001b\]0;title\\u0007": x+… \(9036 characters\) …x+$/,
  );
});

test("firstLine() says something of whatever was thrown", () => {
  expect(firstLine(new Error("a\u001b[1m\nb"))).toBe("a\\u001b[1m");
  expect(firstLine(Object.create(null))).toBe("an object");
  expect(firstLine(undefined)).toBe("undefined");
});

test("shown() writes any value as a short line", () => {
  const circle: Record<string, unknown> = { rate: Number.NaN, count: 3n };
  circle.self = circle;
  const broken = {
    get field(): never {
      throw new Error("no");
    },
  };

  expect(shown({ a: [1, "x\n"], b: null })).toBe('{"a":[1,"x\\n"],"b":null}');
  expect(shown(circle, 200)).toMatch(/^\{"rate":NaN,"count":3n,"self":\{.*\{…\}\}+$/);
  expect([shown(undefined), shown(-0), shown(() => 1), shown(new Map()), shown(new Float32Array(3))]).toEqual([
    ...["absent", "-0", "a function", "a Map", "a Float32Array of 12 bytes"],
  ]);
  expect(shown(broken)).toBe("an object that cannot be read");
  expect(shown("x".repeat(1e6)).length).toBeLessThanOrEqual(80);
  fc.assert(fc.property(fc.anything(), (value) => shown(value).length <= 80 && !COMMANDS.test(shown(value))));
});

test("jsonFault() finds what no JSON text could hold", () => {
  const circle: unknown[] = [];
  circle.push(circle);

  expect(jsonFault({ a: [1, null, "x", true], b: undefined }, "it")).toBeUndefined();
  expect(jsonFault({ a: [1, Number.NaN] }, "settings")).toBe("settings.a[1] is NaN");
  expect(jsonFault({ a: new Date(0) }, "it")).toBe("it.a is a Date");
  expect(jsonFault({ f: () => 1 }, "it")).toBe("it.f is the function f");
  expect(jsonFault(circle, "it")).toMatch(/is nested without an end$/);
  expect(jsonFault(5n, "it")).toBe("it is 5n");
});
