/** @file One SQLite connection: transactions, prepared statements, translated errors. Knows no driver and no table. */
import { StorageError } from "../base/index.ts";
import { storableText } from "./records.ts";
import { translateSqlError } from "./sql-errors.ts";

/** What may be bound; the driver ends the whole process on anything else (a boolean, a lone buffer), so nothing else may. */
export type SqlValue = string | number | null | Uint8Array;

/** The part of a better-sqlite3-like driver that is used. */
export interface SqlDriver {
  prepare(sql: string): SqlStatement;
  exec(sql: string): unknown;
  close(): unknown;
  readonly inTransaction: boolean;
}

export interface SqlStatement {
  run(parameters: readonly SqlValue[]): { readonly changes: number };
  all(parameters: readonly SqlValue[]): unknown[];
}

export interface ConnectionHooks {
  /** Throws where the path no longer leads to the file; called before anything is done or said to be done. */
  readonly checkFile?: () => void;
  readonly onClose?: () => void;
}

export class SqlConnection {
  readonly path: string;
  readonly #driver: SqlDriver;
  readonly #checkFile: () => void;
  readonly #onClose: () => void;
  readonly #statements = new Map<string, SqlStatement>();
  #open = true;

  /** @param path  For messages. */
  constructor(driver: SqlDriver, path: string, { checkFile, onClose }: ConnectionHooks = {}) {
    this.#driver = driver;
    this.path = path;
    this.#checkFile = checkFile ?? (() => {});
    this.#onClose = onClose ?? (() => {});
  }

  /** Runs `body` in a transaction that owns the right to write from its start, so that it never fails halfway for a lock. */
  write<T>(body: () => T): T {
    return this.#transaction("write", "BEGIN IMMEDIATE", body);
  }

  /** Runs `body` in a transaction that sees one state of the data throughout. */
  read<T>(body: () => T): T {
    return this.#transaction("read", "BEGIN", body);
  }

  /** Runs a statement. @returns the number of rows changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#prepare(sql).run(values.map(bound)).changes;
  }

  /** Returns all rows as objects by column name. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#prepare(sql).all(values.map(bound)) as Row[];
  }

  /** Returns the first row; undefined where there is none. */
  first<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.all<Row>(sql, ...values)[0];
  }

  /** Runs a script of statements without values. */
  exec(sql: string): void {
    this.#driver.exec(sql);
  }

  /** Closes the file after moving the write-ahead log into it, so that the one file holds everything. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    // The driver keeps the file open until its statements are collected, so SQLite does not do this by itself.
    try {
      // Emptied where nobody else reads it, so that a copy of the file, or a reader who may not write, needs no other.
      this.#prepare("PRAGMA busy_timeout = 0").all([]);
      this.#prepare("PRAGMA wal_checkpoint(TRUNCATE)").all([]);
    } catch {
      // A log left beside the file is no loss: the next to open the file reads it.
    }
    this.#statements.clear();
    this.#driver.close();
    this.#onClose();
  }

  #transaction<T>(verb: "read" | "write", begin: string, body: () => T): T {
    if (!this.#open) throw new StorageError(`Cannot ${verb} storage "${this.path}": it is closed, expected it open`);
    // Before too, since another file in its place may use the same log.
    this.#checkFile();
    try {
      this.exec(begin);
      const result = body();
      this.exec("COMMIT");
      this.#checkFile();
      return result;
    } catch (error) {
      this.#rollback();
      throw translateSqlError(error, verb, this.path);
    }
  }

  #rollback(): void {
    try {
      // SQLite ends the transaction by itself on some errors, such as a full disk.
      if (this.#driver.inTransaction) this.exec("ROLLBACK");
    } catch {
      // The first error says what happened; SQLite rolls back at the latest when the file is opened again.
    }
  }

  #prepare(sql: string): SqlStatement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#driver.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function bound(value: SqlValue): SqlValue {
  return typeof value === "string" ? storableText(value) : value;
}
