import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import { expect, test } from "vitest";
import { APPLICATION_ID, migrate, migrations, runStep } from "../../src/storage/migrations.ts";
import { SqlConnection, type SqlDriver } from "../../src/storage/sql-connection.ts";
import { tempFolder } from "./temp-folder.ts";

interface Manifest {
  readonly version: number;
  /** Columns by table: name, type, whether it may be null, place in the primary key. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly indexes: readonly string[];
}

function manifestOf(db: SqlConnection): Manifest {
  const columns = db.all<{ table: string; column: string }>(
    `SELECT t.name AS "table", c.name || ' ' || c.type || iif(c."notnull", ' NOT NULL', '')
       || iif(c.pk, ' PRIMARY KEY ' || c.pk, '') AS "column"
     FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid`,
  );
  const tables: Record<string, string[]> = {};
  for (const { table, column } of columns) tables[table] = [...(tables[table] ?? []), column];
  const indexes = db.all<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
  const version = db.first<{ user_version: number }>("PRAGMA user_version")?.user_version ?? -1;
  return { version, tables, indexes: indexes.map(({ sql }) => sql) };
}

const expected: Manifest = JSON.parse(await readFile(new URL("./schema.json", import.meta.url), "utf8"));

// From every version ever released, 0 being the empty file.
test.each(migrations.map((_, version) => version))(
  "migrate() leads from version %i to the manifest",
  async (version) => {
    const path = join(await tempFolder(), "studies.db");
    const db = new SqlConnection(new Database(path) as unknown as SqlDriver, path);
    for (const step of migrations.slice(0, version)) runStep(db, step);
    if (version > 0) db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`);

    migrate(db);
    migrate(db);

    expect(manifestOf(db)).toEqual(expected);
    db.close();
  },
);
