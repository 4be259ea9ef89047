import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { IoError } from "../../../src/base/index.ts";
import { checkWritable, writeAtomically } from "../../../src/cli/files/write-atomically.ts";
import { tempFolder } from "../run-espalier.ts";

test("writeAtomically() replaces a file and leaves no other", async () => {
  const folder = await tempFolder();
  const path = join(folder, "a.txt");
  await writeFile(path, "old");

  await writeAtomically(path, "new");

  expect(await readFile(path, "utf8")).toBe("new");
  expect(await readdir(folder)).toEqual(["a.txt"]);
});

test("writeAtomically() reports a missing folder and a folder in the file's place, and leaves nothing behind", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "taken"));
  await mkdir(join(folder, "taken", "inner"));

  await expect(writeAtomically(join(folder, "none", "a"), "x")).rejects.toThrow(IoError);
  await expect(writeAtomically(join(folder, "taken"), "x")).rejects.toThrow(/^Cannot write .*taken: it is a folder/);

  expect(await readdir(folder)).toEqual(["taken"]);
});

test("checkWritable() tells a missing folder before the work, and leaves a file that is there alone", async () => {
  const folder = await tempFolder();
  const path = join(folder, "a.txt");
  await writeFile(path, "old");

  await checkWritable(path);
  await expect(checkWritable(join(folder, "none", "a"))).rejects.toThrow(
    /^Cannot write .*: there is no such file or folder/,
  );

  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(folder)).toEqual(["a.txt"]);
});

test.skipIf(process.getuid?.() === 0)(
  "writeAtomically() reports a folder that may not be written (skipped as root)",
  async () => {
    const folder = await tempFolder();
    await chmod(folder, 0o500);

    await expect(writeAtomically(join(folder, "a"), "x")).rejects.toThrow(/permission is denied/);
  },
);

test("writeAtomically() reports a full disk in words", async () => {
  // Linux has a device that is always full; a link to it cannot be renamed over, so the write itself must fail.
  const { toIoError } = await import("../../../src/base/index.ts");
  const error = await writeFile("/dev/full", "x").catch((cause: unknown) => cause);

  expect(toIoError("write", "best.onnx", error).message).toBe(
    "Cannot write best.onnx: the disk is full, expected free space",
  );
});
