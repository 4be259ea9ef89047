/** @file The storage contract in SQL: every method one transaction on an open connection. */
import { type Json, StudyExistsError } from "../base/index.ts";
import { checkpointsToDrop } from "./checkpoint-bound.ts";
import { encodeJson, encodeValues, finite, isAttribute, leaseEnd, noSuchStudy, waitingRecord } from "./records.ts";
import type { SqlConnection } from "./sql-connection.ts";
import { readTrials } from "./sql-trials.ts";
import type { CurvePoint, NewTrial, Storage, StoredSnapshot, TrialOutcome, TrialRecord } from "./storage.ts";

/** Values: study, number, worker. A lease that ended still counts until the trial is claimed anew or released. */
const HELD = "study = ? AND number = ? AND state = 'running' AND worker = ?";

export class SqliteStorage implements Storage {
  readonly #db: SqlConnection;
  readonly #now: () => number;

  /** @param db  A connection whose tables are up to date. */
  constructor(db: SqlConnection, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  async createStudy(name: string, spec: Json): Promise<void> {
    const text = encodeJson(`the spec of study "${name}"`, spec);
    const added = this.#db.write(() =>
      this.#db.run("INSERT INTO studies (name, spec) VALUES (?, ?) ON CONFLICT DO NOTHING", name, text),
    );
    if (added === 0) {
      throw new StudyExistsError(`Cannot create study "${name}": it exists already, expected a new name`);
    }
  }

  async loadStudy(name: string): Promise<Json | undefined> {
    return this.#db.read(() => this.#json("SELECT spec AS json FROM studies WHERE name = ?", name));
  }

  async listStudies(): Promise<readonly string[]> {
    const rows = this.#db.read(() => this.#db.all<{ name: string }>("SELECT name FROM studies ORDER BY id"));
    return rows.map(({ name }) => name);
  }

  async addTrials(name: string, trials: readonly NewTrial[], snapshot: StoredSnapshot): Promise<TrialRecord[]> {
    return this.#db.write(() => {
      const study = this.#study(name);
      // Numbers have no gaps. Counting them would read every trial.
      const sql = "SELECT number FROM trials WHERE study = ? ORDER BY number DESC LIMIT 1";
      const first = (this.#db.first<{ number: number }>(sql, study)?.number ?? -1) + 1;
      const records = trials.map((trial, i) => waitingRecord(first + i, trial));
      for (const { number, architecture, key, origin, fidelity, continues } of records) {
        this.#db.run(
          `INSERT INTO trials (study, number, state, architecture, key, origin, fidelity, continues)
           VALUES (?, ?, 'waiting', ?, ?, ?, ?, ?)`,
          ...[study, number, JSON.stringify(architecture), key, origin, fidelity, continues],
        );
      }
      this.#putSnapshot(study, name, snapshot);
      return records;
    });
  }

  async claimTrial(name: string, worker: string, leaseMs: number): Promise<TrialRecord | undefined> {
    return this.#db.write(() => {
      // Only now is the lock held: time spent waiting for it must not shorten the lease.
      const now = this.#now();
      const leaseUntil = leaseEnd(now, leaseMs);
      const study = this.#study(name);
      const open = this.#db.first<{ number: number }>(
        `SELECT number FROM trials WHERE study = ? AND state IN ('waiting', 'running')
         AND (state = 'waiting' OR lease_until <= ?) ORDER BY number LIMIT 1`,
        ...[study, now],
      );
      if (!open) return undefined;
      this.#db.run(
        `UPDATE trials SET state = 'running', worker = ?, lease_until = ?, attempts = attempts + 1
         WHERE study = ? AND number = ?`,
        ...[worker, leaseUntil, study, open.number],
      );
      return readTrials(this.#db, study, "number = ?", open.number)[0];
    });
  }

  async renewLease(name: string, trial: number, worker: string, leaseMs: number): Promise<boolean> {
    return this.#db.write(() => {
      const until = leaseEnd(this.#now(), leaseMs);
      const sql = `UPDATE trials SET lease_until = ? WHERE ${HELD}`;
      return this.#db.run(sql, until, this.#study(name), trial, worker) === 1;
    });
  }

  async releaseLeases(name: string, isDead: (worker: string) => boolean): Promise<number> {
    return this.#db.write(() => {
      const study = this.#study(name);
      const sql = "SELECT DISTINCT worker FROM trials WHERE study = ? AND state = 'running'";
      let released = 0;
      for (const { worker } of this.#db.all<{ worker: string }>(sql, study)) {
        if (!isDead(worker)) continue;
        released += this.#db.run(
          "UPDATE trials SET state = 'waiting', worker = NULL WHERE study = ? AND state = 'running' AND worker = ?",
          ...[study, worker],
        );
      }
      return released;
    });
  }

  async report(name: string, trial: number, worker: string, point: CurvePoint): Promise<boolean> {
    const step = finite("an intermediate value", "step", point.step);
    return this.#db.write(() => {
      const study = this.#study(name);
      if (!this.#db.first(`SELECT 1 FROM trials WHERE ${HELD}`, study, trial, worker)) return false;
      this.#db.run(
        "INSERT OR REPLACE INTO points (study, trial, step, metrics) VALUES (?, ?, ?, ?)",
        ...[study, trial, step, encodeValues(point.values)],
      );
      return true;
    });
  }

  async finishTrial(name: string, trial: number, worker: string, outcome: TrialOutcome): Promise<boolean> {
    const seconds = finite(`the outcome of trial ${trial}`, "seconds", outcome.seconds);
    const { state, values, error = null, duplicateOf = null, artifact, checkpoint } = outcome;
    return this.#db.write(() => {
      const study = this.#study(name);
      const ended = this.#db.run(
        `UPDATE trials SET state = ?, metrics = ?, seconds = ?, error = ?, duplicate_of = ?,
           finish_order = (SELECT coalesce(max(finish_order), 0) + 1 FROM trials WHERE study = ?)
         WHERE ${HELD}`,
        ...[state, encodeValues(values), seconds, error, duplicateOf, study, study, trial, worker],
      );
      if (ended === 0) return false;
      if (artifact)
        this.#db.run("INSERT INTO artifacts (study, trial, bytes) VALUES (?, ?, ?)", study, trial, artifact);
      this.#keepCheckpoint(study, trial, checkpoint);
      return true;
    });
  }

  async trials(name: string): Promise<readonly TrialRecord[]> {
    return this.#db.read(() => readTrials(this.#db, this.#study(name), "number >= ?", 0));
  }

  async finishedSince(name: string, cursor: number): Promise<readonly TrialRecord[]> {
    const records = this.#db.read(() => readTrials(this.#db, this.#study(name), "finish_order > ?", cursor));
    return records.sort((a, b) => (a.finishOrder as number) - (b.finishOrder as number));
  }

  async loadArtifact(name: string, trial: number): Promise<Uint8Array | undefined> {
    return this.#bytes("SELECT bytes FROM artifacts WHERE study = ? AND trial = ?", name, trial);
  }

  async loadCheckpoint(name: string, trial: number): Promise<Uint8Array | undefined> {
    return this.#bytes("SELECT bytes FROM checkpoints WHERE study = ? AND trial = ?", name, trial);
  }

  async loadSnapshot(name: string): Promise<StoredSnapshot | undefined> {
    return this.#db.read(() => {
      const sql = "SELECT cursor, snapshot FROM snapshots WHERE study = ?";
      const row = this.#db.first<{ cursor: number; snapshot: string }>(sql, this.#study(name));
      return row && { cursor: row.cursor, snapshot: JSON.parse(row.snapshot) };
    });
  }

  async setAttribute(name: string, attribute: string, value: Json): Promise<void> {
    this.#db.write(() => this.#putAttribute(this.#study(name), attribute, value));
  }

  async getAttribute(name: string, attribute: string): Promise<Json | undefined> {
    return this.#db.read(() => this.#attribute(this.#study(name), attribute));
  }

  async replaceAttribute(
    name: string,
    attribute: string,
    before: Json | undefined,
    after: Json | undefined,
  ): Promise<boolean> {
    return this.#db.write(() => {
      const study = this.#study(name);
      if (!isAttribute(attribute, this.#attribute(study, attribute), before)) return false;
      if (after !== undefined) this.#putAttribute(study, attribute, after);
      else this.#db.run("DELETE FROM attributes WHERE study = ? AND name = ?", study, attribute);
      return true;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#db.close();
  }

  #study(name: string): number {
    const study = this.#db.first<{ id: number }>("SELECT id FROM studies WHERE name = ?", name);
    if (!study) throw noSuchStudy(name);
    return study.id;
  }

  #bytes(sql: string, name: string, trial: number): Uint8Array | undefined {
    const row = this.#db.read(() => this.#db.first<{ bytes: ArrayBuffer }>(sql, this.#study(name), trial));
    return row && new Uint8Array(row.bytes);
  }

  /** Drops the checkpoint that a finished trial went on from, and where it left one makes room for it. */
  #keepCheckpoint(study: number, trial: number, checkpoint: Uint8Array | undefined): void {
    this.#db.run(
      `DELETE FROM checkpoints
       WHERE study = ? AND trial = (SELECT continues FROM trials WHERE study = ? AND number = ?)`,
      ...[study, study, trial],
    );
    if (!checkpoint) return;
    this.#db.run("INSERT INTO checkpoints (study, trial, bytes) VALUES (?, ?, ?)", study, trial, checkpoint);
    const kept = this.#db.all<{ trial: number; size: number }>(
      "SELECT trial, length(bytes) AS size FROM checkpoints WHERE study = ?",
      study,
    );
    for (const { trial } of checkpointsToDrop(kept)) {
      this.#db.run("DELETE FROM checkpoints WHERE study = ? AND trial = ?", study, trial);
    }
  }

  #json(sql: string, ...values: (string | number)[]): Json | undefined {
    const row = this.#db.first<{ json: string }>(sql, ...values);
    return row && JSON.parse(row.json);
  }

  #attribute(study: number, name: string): Json | undefined {
    return this.#json("SELECT value AS json FROM attributes WHERE study = ? AND name = ?", study, name);
  }

  #putAttribute(study: number, name: string, value: Json): void {
    const sql = "INSERT OR REPLACE INTO attributes (study, name, value) VALUES (?, ?, ?)";
    this.#db.run(sql, study, name, encodeJson(`attribute "${name}"`, value));
  }

  #putSnapshot(study: number, name: string, { cursor, snapshot }: StoredSnapshot): void {
    const sql = "INSERT OR REPLACE INTO snapshots (study, cursor, snapshot) VALUES (?, ?, ?)";
    this.#db.run(sql, study, cursor, encodeJson(`the snapshot of study "${name}"`, snapshot));
  }
}
