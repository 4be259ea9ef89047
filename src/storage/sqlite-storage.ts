/** @file The storage contract in SQL: every method one transaction on an open connection. */
import { type Json, StudyExistsError } from "../base/index.ts";
import { checkpointsToDrop } from "./checkpoint-bound.ts";
import {
  encodeJson,
  encodeValues,
  finite,
  isAttribute,
  leaseEnd,
  noSuchStudy,
  storableText,
  waitingRecord,
} from "./records.ts";
import { putRow, type Row, readRow, readRows } from "./sealed-rows.ts";
import type { SqlConnection } from "./sql-connection.ts";
import { checkOrder, readAllTrials, readTrialRow, readTrials, type StoredTrial } from "./sql-trials.ts";
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
    const isAdded = this.#db.write(() => {
      if (this.#db.first("SELECT 1 FROM studies WHERE name = ?", name)) return false;
      const last = this.#db.first<{ id: number }>("SELECT id FROM studies ORDER BY id DESC LIMIT 1");
      putRow(this.#db, "studies", { id: (last?.id ?? 0) + 1, name, spec: text });
      return true;
    });
    if (!isAdded) {
      throw new StudyExistsError(`Cannot create study "${name}": it exists already, expected a new name`);
    }
  }

  async loadStudy(name: string): Promise<Json | undefined> {
    const row = this.#db.read(() => readRow<{ spec: string }>(this.#db, "studies", "name = ?", name));
    return row && JSON.parse(row.spec);
  }

  async listStudies(): Promise<readonly string[]> {
    const rows = this.#db.read(() => readRows<{ name: string }>(this.#db, "studies", "true ORDER BY id"));
    return rows.map(({ name }) => name);
  }

  async addTrials(name: string, trials: readonly NewTrial[], snapshot: StoredSnapshot): Promise<TrialRecord[]> {
    return this.#db.write(() => {
      const study = this.#study(name);
      // Numbers have no gaps. Counting them would read every trial.
      const sql = "SELECT number FROM trials WHERE study = ? ORDER BY number DESC LIMIT 1";
      const first = (this.#db.first<{ number: number }>(sql, study)?.number ?? -1) + 1;
      const records = trials.map((trial, i) => waitingRecord(first + i, trial));
      for (const record of records) putRow(this.#db, "trials", newRow(study, record));
      this.#putSnapshot(study, name, snapshot, first + records.length);
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
      const row = open && readTrialRow(this.#db, study, open.number);
      if (!row) return undefined;
      const attempts = row.attempts + 1;
      putRow(this.#db, "trials", { ...row, state: "running", worker, attempts, lease_until: leaseUntil });
      return readTrials(this.#db, study, "number = ?", row.number)[0];
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
      const running = readRows<StoredTrial>(this.#db, "trials", "study = ? AND state = 'running'", study);
      const dead = running.filter(({ worker }) => worker !== null && isDead(worker));
      for (const row of dead) putRow(this.#db, "trials", { ...row, state: "waiting", worker: null });
      return dead.length;
    });
  }

  async report(name: string, trial: number, worker: string, point: CurvePoint): Promise<boolean> {
    const step = finite("an intermediate value", "step", point.step);
    return this.#db.write(() => {
      const study = this.#study(name);
      if (!this.#held(study, trial, worker)) return false;
      putRow(this.#db, "points", { study, trial, step, metrics: encodeValues(point.values) });
      return true;
    });
  }

  async finishTrial(name: string, trial: number, worker: string, outcome: TrialOutcome): Promise<boolean> {
    const seconds = finite(`the outcome of trial ${trial}`, "seconds", outcome.seconds);
    const { state, values, error = null, duplicateOf = null, artifact, checkpoint } = outcome;
    return this.#db.write(() => {
      const study = this.#study(name);
      const row = this.#held(study, trial, worker);
      if (!row) return false;
      const sql = "SELECT max(finish_order) AS last FROM trials WHERE study = ?";
      const last = this.#db.first<{ last: number | null }>(sql, study)?.last ?? 0;
      const ended = { state, metrics: encodeValues(values), seconds, error, duplicate_of: duplicateOf };
      putRow(this.#db, "trials", { ...row, ...ended, finish_order: last + 1 });
      if (artifact) putRow(this.#db, "artifacts", { study, trial, bytes: artifact });
      this.#keepCheckpoint(study, trial, checkpoint);
      return true;
    });
  }

  async trials(name: string): Promise<readonly TrialRecord[]> {
    return this.#db.read(() => readAllTrials(this.#db, this.#study(name)));
  }

  async finishedSince(name: string, cursor: number): Promise<readonly TrialRecord[]> {
    const records = this.#db.read(() => {
      const found = readTrials(this.#db, this.#study(name), "finish_order > ?", cursor);
      checkOrder(this.#db, found, Math.max(0, cursor));
      return found;
    });
    return records.sort((a, b) => (a.finishOrder as number) - (b.finishOrder as number));
  }

  async loadArtifact(name: string, trial: number): Promise<Uint8Array | undefined> {
    return this.#bytes("artifacts", name, trial);
  }

  async loadCheckpoint(name: string, trial: number): Promise<Uint8Array | undefined> {
    return this.#bytes("checkpoints", name, trial);
  }

  async loadSnapshot(name: string): Promise<StoredSnapshot | undefined> {
    return this.#db.read(() => {
      const study = this.#study(name);
      const row = readRow<{ cursor: number; snapshot: string }>(this.#db, "snapshots", "study = ?", study);
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

  /** The row of a trial that the worker holds. A lease that ended still counts until it is claimed anew or released. */
  #held(study: number, trial: number, worker: string): StoredTrial | undefined {
    const row = readTrialRow(this.#db, study, trial);
    return row?.state === "running" && row.worker === storableText(worker) ? row : undefined;
  }

  #bytes(table: "artifacts" | "checkpoints", name: string, trial: number): Uint8Array | undefined {
    return this.#db.read(() => {
      const study = this.#study(name);
      return readRow<{ bytes: Uint8Array }>(this.#db, table, "study = ? AND trial = ?", study, trial)?.bytes;
    });
  }

  /** Drops the checkpoint that a finished trial went on from, and where it left one makes room for it. */
  #keepCheckpoint(study: number, trial: number, checkpoint: Uint8Array | undefined): void {
    this.#db.run(
      `DELETE FROM checkpoints
       WHERE study = ? AND trial = (SELECT continues FROM trials WHERE study = ? AND number = ?)`,
      ...[study, study, trial],
    );
    if (!checkpoint) return;
    putRow(this.#db, "checkpoints", { study, trial, bytes: checkpoint });
    const kept = this.#db.all<{ trial: number; size: number }>(
      "SELECT trial, length(bytes) AS size FROM checkpoints WHERE study = ?",
      study,
    );
    for (const { trial } of checkpointsToDrop(kept)) {
      this.#db.run("DELETE FROM checkpoints WHERE study = ? AND trial = ?", study, trial);
    }
  }

  #attribute(study: number, name: string): Json | undefined {
    const row = readRow<{ value: string }>(this.#db, "attributes", "study = ? AND name = ?", study, name);
    return row && JSON.parse(row.value);
  }

  #putAttribute(study: number, name: string, value: Json): void {
    putRow(this.#db, "attributes", { study, name, value: encodeJson(`attribute "${name}"`, value) });
  }

  #putSnapshot(study: number, name: string, { cursor, snapshot }: StoredSnapshot, trials: number): void {
    const text = encodeJson(`the snapshot of study "${name}"`, snapshot);
    putRow(this.#db, "snapshots", { study, cursor, snapshot: text, trials });
  }
}

function newRow(study: number, { number, architecture, key, origin, fidelity, continues }: TrialRecord): Row {
  return {
    ...{
      study,
      number,
      state: "waiting",
      architecture: JSON.stringify(architecture),
      key,
      origin,
      fidelity,
      continues,
    },
    ...{ metrics: null, seconds: 0, error: null, duplicate_of: null, worker: null, attempts: 0 },
    ...{ lease_until: 0, finish_order: null },
  };
}
