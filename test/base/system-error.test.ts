import { expect, test } from "vitest";
import { DataError, systemCause, toIoError, unexpectedIoError } from "../../src/base/index.ts";

const systemError = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: raw words, open '/x'`), { code, ...more });

test.each(["EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "ENOSPC", "EROFS", "EACCES", "EDQUOT", "EIO"])(
  "systemCause() says what %s means and what to do",
  (code) => {
    expect(systemCause(systemError(code))).toMatch(/^[a-z].*, expected /);
  },
);

test("systemCause() knows nothing of other errors", () => {
  expect([systemCause(new Error("x")), systemCause(systemError("ERR_X")), systemCause({ code: "EMFILE" })]).toEqual([
    ...[undefined, undefined, undefined],
  ]);
  expect(systemCause(systemError("toString"))).toBeUndefined();
});

test("toIoError() names the path, and passes errors of Espalier", () => {
  const ours = new DataError("Cannot x");

  expect(toIoError("read", "a.csv", systemError("EACCES")).message).toBe(
    "Cannot read a.csv: permission is denied, expected the right to use it",
  );
  expect(toIoError("read", "a.csv", ours)).toBe(ours);
});

test("unexpectedIoError() tells an error of the system from a mistake", () => {
  const error = unexpectedIoError(systemError("EMFILE", { syscall: "spawn /usr/bin/node", path: "/usr/bin/node" }));

  expect(error?.code).toBe("io");
  expect(error?.message).toMatch(/^Cannot spawn \/usr\/bin\/node: this process has as many files open as it may/);
  expect(unexpectedIoError(new TypeError("x is not a function"))).toBeUndefined();
});
