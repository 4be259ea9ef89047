/** @file Reads trial records with their curves out of the tables. */
import { decodeValues, frozenJson, frozenRecord } from "./records.ts";
import { damaged, type Row, readRow, readRows } from "./sealed-rows.ts";
import type { SqlConnection } from "./sql-connection.ts";
import type { CurvePoint, TrialRecord, TrialState } from "./storage.ts";

interface TrialRow {
  readonly study: number;
  readonly number: number;
  readonly state: TrialState;
  readonly architecture: string;
  readonly key: string;
  readonly origin: string;
  readonly fidelity: number;
  readonly continues: number | null;
  readonly metrics: string | null;
  readonly seconds: number;
  readonly error: string | null;
  readonly duplicate_of: number | null;
  readonly worker: string | null;
  readonly attempts: number;
  readonly finish_order: number | null;
}

/** A row as it is stored, which `putRow` may write back changed. */
export type StoredTrial = TrialRow & Row;

interface PointRow {
  readonly trial: number;
  readonly step: number;
  readonly metrics: string;
}

/**
 * Reads all trials of a study in order of number. Call it within a transaction.
 *
 * @throws {StorageError} if one is missing, or is not what was written.
 */
export function readAllTrials(db: SqlConnection, study: number): TrialRecord[] {
  const records = readTrials(db, study, "number >= ?", 0);
  const count = readRow<{ trials: number }>(db, "snapshots", "study = ?", study)?.trials ?? 0;
  if (records.length !== count || records.some(({ number }, i) => number !== i)) {
    throw damaged(db, `${records.length} of ${count} trials can be read`);
  }
  checkOrder(db, records, 0);
  return records;
}

/**
 * Checks that no finished trial is missing.
 *
 * @param after  `finishOrder` of the last one before.
 * @throws {StorageError} if one is.
 */
export function checkOrder(db: SqlConnection, records: readonly TrialRecord[], after: number): void {
  const orders = records.flatMap(({ finishOrder }) => finishOrder ?? []).sort((a, b) => a - b);
  const at = orders.findIndex((order, i) => order !== after + i + 1);
  if (at >= 0) throw damaged(db, `the trial that finished as number ${after + at + 1} cannot be read`);
}

/** Reads the row of a trial; undefined where there is none. */
export function readTrialRow(db: SqlConnection, study: number, number: number): StoredTrial | undefined {
  return readRow<StoredTrial>(db, "trials", "study = ? AND number = ?", study, number);
}

/**
 * Reads the trials of a study that meet a condition, in order of number. Call it within a transaction.
 *
 * @param condition  SQL over the columns of `trials`, with one value.
 */
export function readTrials(db: SqlConnection, study: number, condition: string, value: number): TrialRecord[] {
  const curves = new Map<number, CurvePoint[]>();
  const points = readRows<PointRow>(
    db,
    "points",
    `study = ? AND trial IN (SELECT number FROM trials WHERE study = ? AND ${condition}) ORDER BY trial, step`,
    ...[study, study, value],
  );
  for (const { trial, step, metrics } of points) {
    const curve = curves.get(trial) ?? [];
    curve.push(Object.freeze({ step, values: decodeValues(metrics) }));
    curves.set(trial, curve);
  }
  const rows = readRows<TrialRow>(db, "trials", `study = ? AND ${condition} ORDER BY number`, study, value);
  return rows.map((row) => toRecord(row, curves.get(row.number) ?? []));
}

function toRecord(row: TrialRow, curve: readonly CurvePoint[]): TrialRecord {
  return frozenRecord({
    number: row.number,
    state: row.state,
    architecture: frozenJson(row.architecture),
    key: row.key,
    origin: row.origin,
    fidelity: row.fidelity,
    continues: row.continues,
    values: row.metrics === null ? null : decodeValues(row.metrics),
    curve,
    seconds: row.seconds,
    error: row.error,
    duplicateOf: row.duplicate_of,
    worker: row.worker,
    attempts: row.attempts,
    finishOrder: row.finish_order,
  });
}
