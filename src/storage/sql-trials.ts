/** @file Reads trial records with their curves out of the tables. */
import { decodeValues, frozenJson, frozenRecord } from "./records.ts";
import type { SqlConnection } from "./sql-connection.ts";
import type { CurvePoint, TrialRecord, TrialState } from "./storage.ts";

interface TrialRow {
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

interface PointRow {
  readonly trial: number;
  readonly step: number;
  readonly metrics: string;
}

/**
 * Reads the trials of a study that meet a condition, in order of number. Call it within a transaction.
 *
 * @param condition  SQL over the columns of `trials`, with one value.
 */
export function readTrials(db: SqlConnection, study: number, condition: string, value: number): TrialRecord[] {
  const curves = new Map<number, CurvePoint[]>();
  const points = db.all<PointRow>(
    `SELECT trial, step, metrics FROM points
     WHERE study = ? AND trial IN (SELECT number FROM trials WHERE study = ? AND ${condition}) ORDER BY trial, step`,
    ...[study, study, value],
  );
  for (const { trial, step, metrics } of points) {
    const curve = curves.get(trial) ?? [];
    curve.push(Object.freeze({ step, values: decodeValues(metrics) }));
    curves.set(trial, curve);
  }
  const rows = db.all<TrialRow>(`SELECT * FROM trials WHERE study = ? AND ${condition} ORDER BY number`, study, value);
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
