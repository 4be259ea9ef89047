import { chmod, copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "libsql";
import { describe, expect, onTestFinished, test } from "vitest";
import { migrate, migrations } from "../../src/storage/migrations.ts";
import { SqlConnection, type SqlDriver } from "../../src/storage/sql-connection.ts";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { SqliteStorage } from "../../src/storage/sqlite-storage.ts";
import { tempFolder } from "./temp-folder.ts";

/** Opens the file as another program would. */
function connect(path: string, timeout = 1000): SqlDriver {
  const driver = new Database(path, { timeout }) as unknown as SqlDriver;
  onTestFinished(() => {
    driver.close();
  });
  return driver;
}

async function writeStudy(path: string, trials = 0): Promise<void> {
  await using storage = await openSqliteStorage(path);
  await storage.createStudy("s", null);
  const added = Array.from({ length: trials }, (_, i) => ({
    architecture: "x".repeat(500),
    key: `${i}`,
    origin: "test",
  }));
  await storage.addTrials("s", added, { cursor: 0, snapshot: null });
}

const wrong = { code: "storage" };
const refused = { code: "io" };

test("openSqliteStorage() creates a file, and keeps all in that one file when closed", async () => {
  const folder = await tempFolder();
  const path = join(folder, "studies.db");
  await writeStudy(path, 3);
  const copy = join(folder, "copy.db");
  await writeFile(copy, await readFile(path));

  await using storage = await openSqliteStorage(copy, { mustExist: true });

  expect((await storage.trials("s")).length).toBe(3);
});

test("openSqliteStorage() refuses a missing file with mustExist, and does not create it", async () => {
  const path = join(await tempFolder(), "missing.db");

  for (let i = 0; i < 2; i++) {
    await expect(openSqliteStorage(path, { mustExist: true })).rejects.toMatchObject({
      ...refused,
      message: `Cannot open storage "${path}": there is no such file, expected an existing one`,
    });
  }
});

test("openSqliteStorage() refuses a folder, a path into nowhere and a name that is no file", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "folder.db"));
  await writeFile(join(folder, "file"), "");

  await expect(openSqliteStorage(join(folder, "folder.db"))).rejects.toMatchObject(refused);
  await expect(openSqliteStorage(join(folder, "no", "where.db"))).rejects.toMatchObject(refused);
  await expect(openSqliteStorage(join(folder, "file", "studies.db"))).rejects.toMatchObject(refused);
  await expect(openSqliteStorage(":memory:")).rejects.toMatchObject({ code: "invalid-input" });
  await expect(openSqliteStorage("")).rejects.toMatchObject({ code: "invalid-input" });
});

test.each(["short", "a long text\n".repeat(1000)])("openSqliteStorage() refuses a text file (%#)", async (text) => {
  const path = join(await tempFolder(), "notes.txt");
  await writeFile(path, text);

  const message = expect.stringMatching(/^Cannot open storage ".*notes\.txt": it is no SQLite database, [^\n]*$/);
  await expect(openSqliteStorage(path)).rejects.toMatchObject({ ...wrong, message });
  expect(await readFile(path, "utf8")).toBe(text);
});

test("openSqliteStorage() refuses the database of another program and leaves it as it is", async () => {
  const path = join(await tempFolder(), "other.db");
  connect(path).exec("CREATE TABLE photos (id INTEGER)");
  const before = await readFile(path);

  const message = expect.stringContaining("it is the database of another program");
  await expect(openSqliteStorage(path)).rejects.toMatchObject({ ...wrong, message });
  expect(await readFile(path)).toEqual(before);
});

test("openSqliteStorage() refuses a newer schema", async () => {
  const path = join(await tempFolder(), "newer.db");
  await writeStudy(path);
  connect(path).exec(`PRAGMA user_version = ${migrations.length + 1}`);

  const message = `Cannot open storage "${path}": its schema is version ${migrations.length + 1}, expected at most ${migrations.length}; install a newer espalier`;
  await expect(openSqliteStorage(path)).rejects.toMatchObject({ ...wrong, message });
});

test("openSqliteStorage() with mustBeCurrent leaves an empty file and older tables as they are", async () => {
  const folder = await tempFolder();
  const path = join(folder, "studies.db");
  await writeFile(path, "");
  const reading = () => openSqliteStorage(path, { mustBeCurrent: true });
  const message = `Cannot open storage "${path}": it has no tables, expected those of version ${migrations.length}; going on with its study, where the file may be written, brings them up to date`;

  await expect(reading()).rejects.toMatchObject({ ...wrong, message });
  expect(await readFile(path, "utf8")).toBe("");
  expect(await readdir(folder)).toEqual(["studies.db"]);

  await writeStudy(path, 1);
  const older = new Database(path);
  older.exec(`PRAGMA user_version = ${migrations.length - 1}`);
  older.close();
  await expect(reading()).rejects.toMatchObject(wrong);
  expect(connect(path).prepare("PRAGMA user_version").all([])).toEqual([{ user_version: migrations.length - 1 }]);
});

test("openSqliteStorage() with mustBeCurrent opens a file of this version", async () => {
  const path = join(await tempFolder(), "studies.db");
  await writeStudy(path, 2);

  await using storage = await openSqliteStorage(path, { mustBeCurrent: true });

  expect((await storage.trials("s")).length).toBe(2);
});

test("openSqliteStorage() waits while another process writes a new file", async () => {
  const path = join(await tempFolder(), "studies.db");
  const other = connect(path);
  other.exec("BEGIN IMMEDIATE");
  const message = expect.stringContaining("another process keeps it locked");
  await expect(openSqliteStorage(path, { busyTimeoutMs: 30 })).rejects.toMatchObject({ ...wrong, message });

  const opening = openSqliteStorage(path);
  await sleep(50);
  other.exec("COMMIT");

  await using storage = await opening;
  expect(await storage.listStudies()).toEqual([]);
});

test("openSqliteStorage() or the first use reports a damaged file", async () => {
  const path = join(await tempFolder(), "studies.db");
  await writeStudy(path, 200);
  const { size } = await (await open(path)).stat();
  const file = await open(path, "r+");
  // The header stays, so that SQLite takes the file for a database.
  await file.write(Buffer.alloc(size - 4096, 0xa5), 0, size - 4096, 4096);
  await file.close();

  const use = async () => {
    await using storage = await openSqliteStorage(path);
    return await storage.trials("s");
  };
  const message = expect.stringMatching(/^Cannot \w+ storage ".*": it is damaged \([^\n]*$/);
  await expect(use()).rejects.toMatchObject({ ...wrong, message });
});

test("SqliteStorage names the row that is not what was written, in a file that is sound to SQLite", async () => {
  const path = join(await tempFolder(), "studies.db");
  await writeStudy(path, 1);
  connect(path).exec("UPDATE trials SET architecture = '{'");

  await using storage = await openSqliteStorage(path);
  const message = expect.stringMatching(/^Cannot read storage ".*": it is damaged \(trial 0 is not what was written/);
  await expect(storage.trials("s")).rejects.toMatchObject({ ...wrong, message });
});

test("openSqliteStorage() says that a file is read-only", async () => {
  const folder = await tempFolder();
  const path = join(folder, "studies.db");
  await writeStudy(path);
  await chmod(path, 0o444);

  const use = async () => {
    await using storage = await openSqliteStorage(path);
    await storage.setAttribute("s", "a", 1);
  };
  await asReader(folder, () =>
    expect(use()).rejects.toMatchObject({ ...refused, message: expect.stringContaining(path) }),
  );
});

/** Acts as somebody who may not write where root may. */
async function asReader<T>(folder: string, use: () => Promise<T>): Promise<T> {
  await chmod(folder, 0o555);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await use();
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(folder, 0o755);
  }
}

describe("openSqliteStorage() with mustBeCurrent in a folder that may not be written", () => {
  const reading = async (path: string): Promise<number> => {
    await using storage = await openSqliteStorage(path, { mustBeCurrent: true });
    await expect(storage.setAttribute("s", "a", 1)).rejects.toMatchObject(refused);
    return (await storage.trials("s")).length;
  };

  test.each(["studies.db", "100 % odd?name#.db"])("reads %s, and makes no file", async (name) => {
    const folder = await tempFolder();
    await writeStudy(join(folder, name), 3);
    for (const file of await readdir(folder)) if (file !== name) await rm(join(folder, file));

    expect(await asReader(folder, () => reading(join(folder, name)))).toBe(3);
    expect(await readdir(folder)).toEqual([name]);
  });

  // The shared memory of who wrote it last may have gone with a copy.
  test.each([true, false])(
    "reads what a killed process left in its log, with its shared memory: %s",
    async (isShared) => {
      const path = join(await tempFolder(), "studies.db");
      const copy = await tempFolder();
      const storage = await openSqliteStorage(path);
      await storage.createStudy("s", null);
      await storage.addTrials("s", [{ architecture: 0, key: "0", origin: "test" }], { cursor: 0, snapshot: null });
      for (const suffix of ["", "-wal", ...(isShared ? ["-shm"] : [])]) {
        await copyFile(`${path}${suffix}`, join(copy, `studies.db${suffix}`));
      }
      await storage[Symbol.asyncDispose]();

      expect(await asReader(copy, () => reading(join(copy, "studies.db")))).toBe(1);
    },
  );

  test("says that tables of an older version have to be brought up to date where it may be written", async () => {
    const folder = await tempFolder();
    const path = join(folder, "studies.db");
    await writeStudy(path);
    const older = new Database(path);
    older.exec(`PRAGMA user_version = ${migrations.length - 1}; PRAGMA wal_checkpoint(TRUNCATE)`);
    older.close();

    const message = expect.stringContaining("going on with its study, where the file may be written");
    await expect(asReader(folder, () => reading(path))).rejects.toMatchObject({ ...wrong, message });
  });
});

test.each(["deleted", "replaced", "moved with its folder"])(
  "SqliteStorage takes nothing for stored in a file that was %s",
  async (what) => {
    const folder = join(await tempFolder(), "run");
    await mkdir(folder);
    const path = join(folder, "studies.db");
    await using storage = await openSqliteStorage(path);
    await storage.createStudy("s", null);

    if (what === "moved with its folder") await rename(folder, `${folder}-2`);
    else await rm(path);
    if (what === "replaced") await writeStudy(path);

    const message = expect.stringMatching(
      /^Cannot go on with storage ".*studies\.db": (it is no longer there|another file)/,
    );
    await expect(storage.setAttribute("s", "a", 1)).rejects.toMatchObject({ ...refused, message });
    await expect(storage.trials("s")).rejects.toMatchObject({ ...refused, message });
  },
);

test("SqliteStorage says that the disk is full, stores nothing of that step and goes on later", async () => {
  const path = join(await tempFolder(), "studies.db");
  const driver = connect(path);
  const db = new SqlConnection(driver, path);
  migrate(db);
  await using storage = new SqliteStorage(db, () => 0);
  await storage.createStudy("s", null);
  await storage.addTrials("s", [{ architecture: 0, key: "0", origin: "test" }], { cursor: 0, snapshot: null });
  await storage.claimTrial("s", "w", 1000);
  const outcome = { state: "complete", values: {}, seconds: 1, artifact: new Uint8Array(1_000_000) } as const;

  // SQLite then answers as it does on a full disk.
  driver.exec("PRAGMA max_page_count = 50");
  const message = `Cannot write storage "${path}": the disk is full, expected free space; free some and resume, no trial is lost`;
  await expect(storage.finishTrial("s", 0, "w", outcome)).rejects.toMatchObject({ ...refused, message });
  expect((await storage.trials("s"))[0]?.state).toBe("running");

  driver.exec("PRAGMA max_page_count = 100000");
  expect(await storage.finishTrial("s", 0, "w", outcome)).toBe(true);
});

test("SqliteStorage reads while another process writes, and says that writing has to wait", async () => {
  const path = join(await tempFolder(), "studies.db");
  await writeStudy(path, 1);
  const other = connect(path);
  await using storage = await openSqliteStorage(path, { busyTimeoutMs: 20 });
  other.exec("BEGIN IMMEDIATE; DELETE FROM trials");

  expect((await storage.trials("s")).length).toBe(1);
  const message = expect.stringContaining("another process keeps it locked");
  await expect(storage.setAttribute("s", "a", 1)).rejects.toMatchObject({ ...wrong, message });

  other.exec("ROLLBACK");
  await storage.setAttribute("s", "a", 1);
  expect(await storage.getAttribute("s", "a")).toBe(1);
});

test("SqliteStorage can be closed twice and says that it is closed", async () => {
  const path = join(await tempFolder(), "studies.db");
  const storage = await openSqliteStorage(path);
  await storage[Symbol.asyncDispose]();
  await storage[Symbol.asyncDispose]();

  const message = `Cannot read storage "${path}": it is closed, expected it open`;
  await expect(storage.listStudies()).rejects.toMatchObject({ ...wrong, message });
});
