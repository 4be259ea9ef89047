/** @file Opens a SQLite file as storage. The only importer of the driver, so that nothing else loads native code. */
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "libsql";
import { InputError, IoError } from "../base/index.ts";
import { fileCheck } from "./file-check.ts";
import { checkCurrent, migrate } from "./migrations.ts";
import { checkSmallRows, damaged } from "./sealed-rows.ts";
import { SqlConnection, type SqlDriver } from "./sql-connection.ts";
import { isBusy, translateSqlError } from "./sql-errors.ts";
import { SqliteStorage } from "./sqlite-storage.ts";
import type { Storage } from "./storage.ts";
import { unwritablePlace } from "./unwritable-place.ts";

export interface SqliteStorageOptions {
  /** The clock of the leases, in milliseconds, shared by all who claim. */
  readonly now?: () => number;
  /** Refuse to create the file. */
  readonly mustExist?: boolean;
  /**
   * Refuse to make or change tables: opening then writes nothing, and a file that may not be written, or that lies in a
   * folder that may not, can be read.
   */
  readonly mustBeCurrent?: boolean;
  /** How long to wait for another process to finish writing; 10 000 unless told. */
  readonly busyTimeoutMs?: number;
}

const RETRY_MS = 10;

/**
 * Opens a database file, creating it where it is missing.
 *
 * A step that returned is on the disk (`synchronous = FULL`): neither a killed process nor a power cut undoes it. The
 * flush this costs is small beside a trial, which trains a network. WAL lets others read meanwhile; it needs a local disk.
 *
 * @throws {IoError} if the file is missing with `mustExist`, is a folder, or may not be read or written.
 * @throws {StorageError} if the file is no database of Espalier, damaged, or written by a newer version; with
 *   `mustBeCurrent` also if it is empty or written by an older one.
 */
export async function openSqliteStorage(path: string, options: SqliteStorageOptions = {}): Promise<Storage> {
  // Such names mean no file to SQLite and the driver.
  if (path === "" || path === ":memory:") {
    throw new InputError(`Cannot open storage "${path}": it names no file, expected a path (see createMemoryStorage)`);
  }
  await checkPath(path, options.mustExist ?? false);
  const busyTimeoutMs = options.busyTimeoutMs ?? 10_000;
  const db = await connect(path, busyTimeoutMs, options.mustBeCurrent ?? false);
  try {
    db.exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    await inTurn(() => (options.mustBeCurrent ? checkCurrent(db) : migrate(db)), busyTimeoutMs);
    db.read(() => {
      // A search goes on with what it finds through indexes as well; who only reads, reads checked rows one by one.
      if (!options.mustBeCurrent) checkStructure(db);
      checkSmallRows(db);
    });
  } catch (error) {
    db.close();
    throw translateSqlError(error, "open", path);
  }
  return new SqliteStorage(db, options.now ?? Date.now);
}

/** @throws {StorageError} if SQLite finds its pages or indexes broken. */
function checkStructure(db: SqlConnection): void {
  // As bytes: the driver ends the process at text that is no UTF-8.
  const sql = "SELECT CAST(integrity_check AS BLOB) AS found FROM pragma_integrity_check(1)";
  const found = new TextDecoder().decode(db.first<{ found: ArrayBuffer }>(sql)?.found);
  if (found !== "ok") throw damaged(db, found.replaceAll("\n", " "));
}

async function connect(path: string, timeout: number, isForReading: boolean): Promise<SqlConnection> {
  const hooks = { checkFile: fileCheck(path) };
  try {
    // An absolute path, lest the driver take "http:…" or "libsql:…" for an address on the network.
    const driver = new Database(resolve(path), { timeout }) as SqlDriver;
    if (!isForReading || isReadable(driver, path)) return new SqlConnection(driver, path, hooks);
    driver.close();
    const place = await unwritablePlace(path);
    const reader = new Database(place.address, { timeout }) as SqlDriver;
    reader.exec("PRAGMA query_only = ON");
    return new SqlConnection(reader, path, { ...hooks, onClose: place.remove });
  } catch (error) {
    throw translateSqlError(error, "open", path);
  }
}

/** False where reading takes files beside this one, and none may be made. */
function isReadable(driver: SqlDriver, path: string): boolean {
  try {
    driver.prepare("SELECT 1 FROM sqlite_schema").all([]);
    return true;
  } catch (error) {
    return !(translateSqlError(error, "open", path) instanceof IoError);
  }
}

/** Tries again while another process keeps the file locked. */
async function inTurn(step: () => void, busyTimeoutMs: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      return step();
    } catch (error) {
      if (!isBusy(error) || waitedMs >= busyTimeoutMs) throw error;
      await sleep(RETRY_MS);
    }
  }
}

async function checkPath(path: string, mustExist: boolean): Promise<void> {
  const start = `Cannot open storage "${path}":`;
  const kind = await kindOf(path);
  if (kind === "missing" && mustExist) throw new IoError(`${start} there is no such file, expected an existing one`);
  if (kind === "folder") throw new IoError(`${start} it is a folder, expected a file`);
  if (kind === "missing" && (await kindOf(dirname(resolve(path)))) !== "folder") {
    throw new IoError(`${start} its folder does not exist, expected one that does; create it first`);
  }
}

async function kindOf(path: string): Promise<"missing" | "folder" | "other"> {
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined ? "missing" : stats.isDirectory() ? "folder" : "other";
}
