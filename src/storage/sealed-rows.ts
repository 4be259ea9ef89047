/**
 * @file Rows with checksums: what a disk, a copy or another program changed in a row is found when the row is read, and
 * never taken for a result. All rows are written and read here.
 */
import { crc32 } from "node:zlib";
import { StorageError } from "../base/index.ts";
import { storableText } from "./records.ts";
import type { SqlConnection, SqlValue } from "./sql-connection.ts";

export type TableName = "artifacts" | "attributes" | "checkpoints" | "points" | "snapshots" | "studies" | "trials";

/** A row by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

type ColumnKind = "bytes" | "number" | "text";

interface SealedTable {
  /** In the order the checksum is over them, the key first. A step of `migrations` that adds one seals the table anew. */
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** Length of the key. */
  readonly keyed: number;
  /** A column that decides no result. */
  readonly loose?: string;
  /** What a row is, for people. */
  readonly describe: (row: Row) => string;
}

const number = "number";
const text = "text";

const tables: Readonly<Record<TableName, SealedTable>> = {
  studies: {
    columns: { id: number, name: text, spec: text },
    keyed: 1,
    describe: ({ name }) => `the spec of study "${name}"`,
  },
  trials: {
    columns: {
      ...{ study: number, number, state: text, architecture: text, key: text, origin: text, fidelity: number },
      ...{ continues: number, metrics: text, seconds: number, error: text, duplicate_of: number, worker: text },
      ...{ attempts: number, finish_order: number, lease_until: number },
    },
    keyed: 2,
    loose: "lease_until",
    describe: (row) => `trial ${row.number}`,
  },
  points: {
    columns: { study: number, trial: number, step: number, metrics: text },
    keyed: 3,
    describe: ({ trial, step }) => `step ${step} of trial ${trial}`,
  },
  artifacts: {
    columns: { study: number, trial: number, bytes: "bytes" },
    keyed: 2,
    describe: ({ trial }) => `the record of trial ${trial}'s weights`,
  },
  checkpoints: {
    columns: { study: number, trial: number, bytes: "bytes" },
    keyed: 2,
    describe: ({ trial }) => `the checkpoint of trial ${trial}`,
  },
  snapshots: {
    columns: { study: number, cursor: number, snapshot: text, trials: number },
    keyed: 1,
    describe: () => "the state of the search's strategy",
  },
  attributes: {
    columns: { study: number, name: text, value: text },
    keyed: 2,
    describe: ({ name }) => `the record "${name}"`,
  },
};

/** The statements of a table, made once. */
interface TableSql {
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Columns that come as bytes, and are read as text where `isText`. */
  readonly decoded: readonly { readonly column: string; readonly isText: boolean }[];
  /** Columns under the checksum but for bytes. */
  readonly summed: readonly string[];
  readonly put: string;
  readonly select: string;
}

function sqlOf(table: TableName): TableSql {
  const { columns: kinds, keyed, loose } = tables[table];
  const columns = Object.keys(kinds);
  const key = columns.slice(0, keyed);
  const others = [...columns.slice(keyed), "crc"].map((column) => `${column} = excluded.${column}`);
  // The driver ends the process at text that is no UTF-8, and in a damaged file a number may have become one.
  const casts = Object.entries({ ...kinds, crc: number }).map(
    ([column, kind]) => `CAST(${column} AS ${kind === "number" ? "NUMERIC" : "BLOB"}) AS ${column}`,
  );
  return {
    ...{ columns, key },
    decoded: columns.flatMap((column) =>
      kinds[column] === "number" ? [] : [{ column, isText: kinds[column] === "text" }],
    ),
    summed: columns.filter((column) => kinds[column] !== "bytes" && column !== loose),
    put: `INSERT INTO ${table} (${columns.join(", ")}, crc) VALUES (${columns.map(() => "?").join(", ")}, ?)
          ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${others.join(", ")}`,
    select: `SELECT ${casts.join(", ")} FROM ${table} WHERE `,
  };
}

const sql = Object.fromEntries((Object.keys(tables) as TableName[]).map((table) => [table, sqlOf(table)])) as Readonly<
  Record<TableName, TableSql>
>;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Adds a row with its checksum, or replaces the one with its key. Every column is given. */
export function putRow(db: SqlConnection, table: TableName, row: Row): void {
  const { columns, put } = sql[table];
  const stored: Record<string, SqlValue> = {};
  for (const column of columns) stored[column] = asStored(row[column] as SqlValue);
  db.run(put, ...Object.values(stored), checksumOf(db, table, stored));
}

/**
 * Reads rows. Call it within a transaction.
 *
 * @param condition  SQL for behind WHERE, with the values; an order may follow.
 * @throws {StorageError} naming a row that is not what was written.
 */
export function readRows<T>(db: SqlConnection, table: TableName, condition: string, ...values: SqlValue[]): T[] {
  const rows = unchecked(db, table, condition, values);
  for (const row of rows) {
    if (row.crc === checksumOf(db, table, row)) continue;
    throw damaged(db, `${tables[table].describe(row)} is not what was written: its checksum differs`);
  }
  return rows as T[];
}

/** Reads the one row; undefined where there is none. Throws as `readRows` does. */
export function readRow<T>(
  db: SqlConnection,
  table: TableName,
  condition: string,
  ...values: SqlValue[]
): T | undefined {
  return readRows<T>(db, table, condition, ...values)[0];
}

/** Makes the error of a file whose content cannot be trusted. */
export function damaged(db: SqlConnection, found: string): StorageError {
  return new StorageError(
    `Cannot read storage "${db.path}": it is damaged (${found}), expected a sound file; restore a copy, or search again`,
  );
}

/**
 * Checks the rows that are few and small: studies, states of strategies, records. The others are checked as they are read.
 *
 * @throws {StorageError} naming the row that is not what was written.
 */
export function checkSmallRows(db: SqlConnection): void {
  for (const table of ["studies", "snapshots", "attributes"] as const) readRows(db, table, "true");
}

/** Gives every row its checksum: for rows of versions that had none. */
export function sealAll(db: SqlConnection): void {
  // Trials last, as theirs are also over their points'.
  for (const table of ["studies", "points", "artifacts", "checkpoints", "snapshots", "attributes", "trials"] as const) {
    const { key } = sql[table];
    const where = key.map((column) => `${column} = ?`).join(" AND ");
    // One at a time: all weights together may not fit into memory.
    for (const place of db.all<Row>(`SELECT ${key.join(", ")} FROM ${table}`)) {
      const values = key.map((column) => place[column] as SqlValue);
      for (const row of unchecked(db, table, where, values)) {
        db.run(`UPDATE ${table} SET crc = ? WHERE ${where}`, checksumOf(db, table, row), ...values);
      }
    }
  }
}

function unchecked(db: SqlConnection, table: TableName, condition: string, values: readonly SqlValue[]): Row[] {
  const { select, decoded } = sql[table];
  const rows = db.all<Record<string, unknown>>(select + condition, ...values);
  for (const row of rows) {
    for (const { column, isText } of decoded) {
      if (row[column] === null) continue;
      const bytes = new Uint8Array(row[column] as ArrayBuffer);
      row[column] = isText ? textOf(db, table, bytes) : bytes;
    }
  }
  return rows as Row[];
}

function textOf(db: SqlConnection, table: TableName, bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw damaged(db, `a row of table ${table} holds what is no text`);
  }
}

/** CRC-32 of a row's content; of a finished trial also of its points, which no longer change. */
function checksumOf(db: SqlConnection, table: TableName, row: Row): number {
  const points = table === "trials" && row.finish_order !== null ? [pointChecksums(db, row)] : [];
  const sum = crc32(JSON.stringify([...sql[table].summed.map((column) => row[column] ?? null), ...points]));
  const bytes = row.bytes as Uint8Array | undefined;
  // Of no bytes, crc32 may give 0 instead of what it began with.
  return bytes === undefined || bytes.length === 0 ? sum : crc32(bytes, sum);
}

function pointChecksums(db: SqlConnection, trial: Row): number[] {
  const query = "SELECT CAST(crc AS NUMERIC) AS crc FROM points WHERE study = ? AND trial = ? ORDER BY step";
  return db.all<{ crc: number }>(query, trial.study as number, trial.number as number).map(({ crc }) => crc);
}

/** As SQLite gives it back: a checksum is over that. */
function asStored(value: SqlValue): SqlValue {
  return typeof value === "string" ? storableText(value) : value;
}
