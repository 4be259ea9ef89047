import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../../src/base/index.ts";
import { parseDuration } from "../../../src/cli/args/parse-duration.ts";

test.each([
  ["90", 90_000],
  ["90s", 90_000],
  ["10m", 600_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["250ms", 250],
  ["1d2h3m4s5ms", 93_784_005],
])("parseDuration() reads %s", (text, expected) => {
  expect(parseDuration("--time", text)).toBe(expected);
});

test.each(["", "0", "0s", "-5", "10x", "m", "1m1h", "1m 5s", "5s5s", "1e3", "Infinity", "10 m"])(
  "parseDuration() refuses %j and names the flag",
  (text) => {
    expect(() => parseDuration("--time", text)).toThrow(InputError);
    expect(() => parseDuration("--time", text)).toThrow(/^Cannot read --time: found ".*", expected a duration/);
  },
);

test("parseDuration() adds up what was written", () => {
  const part = fc.nat({ max: 999 });
  fc.assert(
    fc.property(part, part, part, (hours, minutes, seconds) => {
      fc.pre(hours + minutes + seconds > 0);

      const read = parseDuration("--time", `${hours}h${minutes}m${seconds}s`);

      expect(read).toBe(((hours * 60 + minutes) * 60 + seconds) * 1000);
    }),
  );
});
