import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pathWord, shellCommand, shellWord } from "../../src/base/index.ts";

test("shellWord() leaves plain words and quotes the others", () => {
  expect(shellWord("runs/espalier-digits-0")).toBe("runs/espalier-digits-0");
  expect(shellWord("my run")).toBe("'my run'");
  expect(shellWord("it's")).toBe("'it'\\''s'");
  expect(shellWord("")).toBe("''");
});

test("shellCommand() is read by a shell as the words that were meant", () => {
  const word = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("$HOME", "`ls`", "a;b", "*", "a\tb", "'\n'"));
  const list = fc.sample(fc.array(word.filter((text) => !text.includes("\0"))), { numRuns: 40, seed: 1 }).flat();

  const script = `npx() { printf '%s\\0' "$@"; }\n${shellCommand(...list)}`;

  expect(execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\0")).toEqual(["espalier", ...list, ""]);
});

test("shellWord() keeps a printed command on one line", () => {
  expect(shellWord("a\nb\u001b[2J")).toBe("$'a\\u000ab\\u001b[2J'");
});

test("pathWord() makes a path that no command takes for a flag", () => {
  expect([pathWord("-run"), pathWord("run")]).toEqual(["./-run", "run"]);
});
