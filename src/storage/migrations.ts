/** @file The tables of a SQLite storage, as numbered steps. A step once released is never edited: add another. */
import { StorageError } from "../base/index.ts";
import { sealAll } from "./sealed-rows.ts";
import type { SqlConnection } from "./sql-connection.ts";

/** SQL, or what SQL alone cannot do. */
export type Migration = string | ((db: SqlConnection) => void);

/** Step i leads from schema version i to i + 1. */
export const migrations: readonly Migration[] = [
  `
  CREATE TABLE studies (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    spec TEXT NOT NULL
  ) STRICT;
  CREATE TABLE trials (
    study INTEGER NOT NULL REFERENCES studies,
    number INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'complete', 'pruned', 'failed')),
    architecture TEXT NOT NULL,
    key TEXT NOT NULL,
    origin TEXT NOT NULL,
    metrics TEXT,
    seconds REAL NOT NULL DEFAULT 0,
    error TEXT,
    duplicate_of INTEGER,
    worker TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease_until REAL NOT NULL DEFAULT 0,
    finish_order INTEGER,
    PRIMARY KEY (study, number),
    UNIQUE (study, finish_order)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX open_trials ON trials (study, number) WHERE state IN ('waiting', 'running');
  CREATE TABLE points (
    study INTEGER NOT NULL,
    trial INTEGER NOT NULL,
    step REAL NOT NULL,
    metrics TEXT NOT NULL,
    PRIMARY KEY (study, trial, step),
    FOREIGN KEY (study, trial) REFERENCES trials
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE artifacts (
    study INTEGER NOT NULL,
    trial INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (study, trial),
    FOREIGN KEY (study, trial) REFERENCES trials
  ) STRICT;
  CREATE TABLE snapshots (
    study INTEGER PRIMARY KEY REFERENCES studies,
    cursor INTEGER NOT NULL,
    snapshot TEXT NOT NULL
  ) STRICT;
  CREATE TABLE attributes (
    study INTEGER NOT NULL REFERENCES studies,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (study, name)
  ) STRICT, WITHOUT ROWID;
  `,
  "ALTER TABLE trials ADD COLUMN fidelity REAL NOT NULL DEFAULT 1",
  `
  ALTER TABLE trials ADD COLUMN continues INTEGER;
  CREATE TABLE checkpoints (
    study INTEGER NOT NULL,
    trial INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (study, trial),
    FOREIGN KEY (study, trial) REFERENCES trials
  ) STRICT;
  `,
  (db) => {
    for (const table of ["studies", "trials", "points", "artifacts", "checkpoints", "snapshots", "attributes"]) {
      db.exec(`ALTER TABLE ${table} ADD COLUMN crc INTEGER`);
    }
    // How many trials there were when it was saved, so that none goes missing unseen.
    db.exec(`
      ALTER TABLE snapshots ADD COLUMN trials INTEGER NOT NULL DEFAULT 0;
      UPDATE snapshots SET trials = (SELECT count(*) FROM trials WHERE trials.study = snapshots.study);
    `);
    sealAll(db);
  },
];

/** Marks the file as Espalier's in SQLite's header: "ESPA" in ASCII. */
export const APPLICATION_ID = 0x45535041;

/**
 * Brings the tables up to date, in one transaction.
 * Throws the driver's own busy error (see `isBusy`) where another process is creating the file: then try again.
 *
 * @throws {StorageError} if the file belongs to another program or to a newer Espalier; it is not changed then.
 */
export function migrate(db: SqlConnection): void {
  if (db.read(() => versionOf(db)) === migrations.length) return;
  // Readers then never wait for the writer. It stays set in the file; it cannot be done inside a transaction,
  // and unlike all else it does not wait for locks.
  db.exec("PRAGMA journal_mode = WAL");
  db.write(() => {
    // Read again: another process may have been faster.
    for (const step of migrations.slice(versionOf(db))) runStep(db, step);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** Runs one step of `migrations`, within a transaction. */
export function runStep(db: SqlConnection, step: Migration): void {
  if (typeof step === "string") db.exec(step);
  else step(db);
}

/**
 * Checks that the tables are up to date, without making or changing any.
 *
 * @throws {StorageError} if they are missing or older, or the file is none that `migrate` would take.
 */
export function checkCurrent(db: SqlConnection): void {
  const version = db.read(() => versionOf(db));
  if (version === migrations.length) return;
  const found = version === 0 ? "it has no tables" : `its schema is version ${version}`;
  throw new StorageError(
    `Cannot open storage "${db.path}": ${found}, expected those of version ${migrations.length}; going on with its study, where the file may be written, brings them up to date`,
  );
}

function versionOf(db: SqlConnection): number {
  const header = db.first<{ owner: number; version: number; tables: number }>(
    `SELECT (SELECT application_id FROM pragma_application_id) AS owner,
            (SELECT user_version FROM pragma_user_version) AS version,
            (SELECT count(*) FROM sqlite_schema) AS tables`,
  );
  const { owner, version, tables } = header ?? { owner: 0, version: 0, tables: 0 };
  const start = `Cannot open storage "${db.path}":`;
  const isNew = owner === 0 && version === 0 && tables === 0;
  if (!isNew && owner !== APPLICATION_ID) {
    throw new StorageError(`${start} it is the database of another program, expected one of Espalier or a new path`);
  }
  if (version > migrations.length) {
    throw new StorageError(
      `${start} its schema is version ${version}, expected at most ${migrations.length}; install a newer espalier`,
    );
  }
  return version;
}
