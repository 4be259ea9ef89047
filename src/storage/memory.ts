/** @file Studies kept in memory: for tests, short searches and as the model the other storages are tested against. */
import { type Json, StudyExistsError } from "../base/index.ts";
import { checkpointsToDrop } from "./checkpoint-bound.ts";
import {
  encodeJson,
  finite,
  frozenPoint,
  frozenRecord,
  isAttribute,
  leaseEnd,
  noSuchStudy,
  storableText,
  waitingRecord,
} from "./records.ts";
import type { CurvePoint, NewTrial, Storage, StoredSnapshot, TrialOutcome, TrialRecord } from "./storage.ts";

export interface MemoryStorageOptions {
  /** The clock of the leases, in milliseconds. */
  readonly now?: () => number;
}

/** Creates an empty storage that lives as long as the process. */
export function createMemoryStorage(options: MemoryStorageOptions = {}): Storage {
  return new MemoryStorage(options.now ?? Date.now);
}

interface MemoryTrial {
  record: TrialRecord;
  leaseUntil: number;
  artifact?: Uint8Array;
  checkpoint?: Uint8Array;
}

/** JSON values are kept as text: each reader gets a copy of its own. */
interface MemoryStudy {
  readonly spec: string;
  readonly trials: MemoryTrial[];
  /** Numbers of the trials not finished, ascending, so that a claim looks at no others. */
  readonly open: Set<number>;
  readonly finished: TrialRecord[];
  readonly attributes: Map<string, string>;
  snapshot?: { readonly cursor: number; readonly text: string };
}

class MemoryStorage implements Storage {
  readonly #studies = new Map<string, MemoryStudy>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async createStudy(name: string, spec: Json): Promise<void> {
    const key = storableText(name);
    const text = encodeJson(`the spec of study "${name}"`, spec);
    if (this.#studies.has(key)) {
      throw new StudyExistsError(`Cannot create study "${name}": it exists already, expected a new name`);
    }
    this.#studies.set(key, { spec: text, trials: [], open: new Set(), finished: [], attributes: new Map() });
  }

  async loadStudy(name: string): Promise<Json | undefined> {
    const study = this.#studies.get(storableText(name));
    return study && JSON.parse(study.spec);
  }

  async listStudies(): Promise<readonly string[]> {
    return [...this.#studies.keys()];
  }

  async addTrials(name: string, trials: readonly NewTrial[], snapshot: StoredSnapshot): Promise<TrialRecord[]> {
    const study = this.#study(name);
    const records = trials.map((trial, i) => waitingRecord(study.trials.length + i, trial));
    study.snapshot = encodeSnapshot(name, snapshot);
    for (const record of records) {
      study.trials.push({ record, leaseUntil: 0 });
      study.open.add(record.number);
    }
    return records;
  }

  async claimTrial(name: string, worker: string, leaseMs: number): Promise<TrialRecord | undefined> {
    const now = this.#now();
    const leaseUntil = leaseEnd(now, leaseMs);
    const trial = openTrials(this.#study(name)).find(
      ({ record, leaseUntil: until }) => record.state === "waiting" || until <= now,
    );
    if (!trial) return undefined;
    const attempts = trial.record.attempts + 1;
    trial.record = frozenRecord({ ...trial.record, state: "running", worker: storableText(worker), attempts });
    trial.leaseUntil = leaseUntil;
    return trial.record;
  }

  async renewLease(name: string, number: number, worker: string, leaseMs: number): Promise<boolean> {
    const leaseUntil = leaseEnd(this.#now(), leaseMs);
    const trial = this.#held(name, number, worker);
    if (trial) trial.leaseUntil = leaseUntil;
    return trial !== undefined;
  }

  async releaseLeases(name: string, isDead: (worker: string) => boolean): Promise<number> {
    const dead = openTrials(this.#study(name)).filter(
      ({ record }) => record.state === "running" && record.worker !== null && isDead(record.worker),
    );
    for (const trial of dead) trial.record = frozenRecord({ ...trial.record, state: "waiting", worker: null });
    return dead.length;
  }

  async report(name: string, number: number, worker: string, point: CurvePoint): Promise<boolean> {
    const added = frozenPoint(point);
    const trial = this.#held(name, number, worker);
    if (!trial) return false;
    const others = trial.record.curve.filter(({ step }) => step !== added.step);
    const curve = [...others, added].sort((a, b) => a.step - b.step);
    trial.record = frozenRecord({ ...trial.record, curve });
    return true;
  }

  async saveCheckpoint(name: string, number: number, worker: string, checkpoint: Uint8Array): Promise<boolean> {
    const trial = this.#held(name, number, worker);
    if (trial) trial.checkpoint = checkpoint.slice();
    return trial !== undefined;
  }

  async finishTrial(name: string, number: number, worker: string, outcome: TrialOutcome): Promise<boolean> {
    const seconds = finite(`the outcome of trial ${number}`, "seconds", outcome.seconds);
    const trial = this.#held(name, number, worker);
    if (!trial) return false;
    const { finished, trials, open } = this.#study(name);
    trial.record = frozenRecord({
      ...trial.record,
      state: outcome.state,
      values: Object.freeze({ ...outcome.values }),
      seconds,
      error: outcome.error === undefined ? null : storableText(outcome.error),
      duplicateOf: outcome.duplicateOf ?? null,
      finishOrder: finished.length + 1,
    });
    if (outcome.artifact) trial.artifact = outcome.artifact.slice();
    keepCheckpoint(trials, trial, outcome.checkpoint);
    finished.push(trial.record);
    open.delete(number);
    return true;
  }

  async trials(name: string): Promise<readonly TrialRecord[]> {
    return this.#study(name).trials.map(({ record }) => record);
  }

  async finishedSince(name: string, cursor: number): Promise<readonly TrialRecord[]> {
    return this.#study(name).finished.slice(Math.max(0, cursor));
  }

  async loadArtifact(name: string, number: number): Promise<Uint8Array | undefined> {
    return this.#study(name).trials[number]?.artifact?.slice();
  }

  async loadCheckpoint(name: string, number: number): Promise<Uint8Array | undefined> {
    return this.#study(name).trials[number]?.checkpoint?.slice();
  }

  async loadSnapshot(name: string): Promise<StoredSnapshot | undefined> {
    const { snapshot } = this.#study(name);
    return snapshot && { cursor: snapshot.cursor, snapshot: JSON.parse(snapshot.text) };
  }

  async setAttribute(name: string, attribute: string, value: Json): Promise<void> {
    const { attributes } = this.#study(name);
    attributes.set(storableText(attribute), encodeJson(`attribute "${attribute}"`, value));
  }

  async getAttribute(name: string, attribute: string): Promise<Json | undefined> {
    const text = this.#study(name).attributes.get(storableText(attribute));
    return text === undefined ? undefined : JSON.parse(text);
  }

  async replaceAttribute(
    name: string,
    attribute: string,
    before: Json | undefined,
    after: Json | undefined,
  ): Promise<boolean> {
    const { attributes } = this.#study(name);
    const key = storableText(attribute);
    const text = attributes.get(key);
    if (!isAttribute(attribute, text === undefined ? undefined : JSON.parse(text), before)) return false;
    if (after === undefined) attributes.delete(key);
    else attributes.set(key, encodeJson(`attribute "${attribute}"`, after));
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #study(name: string): MemoryStudy {
    const study = this.#studies.get(storableText(name));
    if (!study) throw noSuchStudy(name);
    return study;
  }

  #held(name: string, number: number, worker: string): MemoryTrial | undefined {
    const trial = this.#study(name).trials[number];
    const holds = trial?.record.state === "running" && trial.record.worker === storableText(worker);
    return holds ? trial : undefined;
  }
}

function openTrials({ open, trials }: MemoryStudy): MemoryTrial[] {
  return Array.from(open, (number) => trials[number] as MemoryTrial);
}

/** Drops the checkpoints that a finished trial went on from or kept on the way; makes room for the one it left. */
function keepCheckpoint(trials: readonly MemoryTrial[], ended: MemoryTrial, checkpoint: Uint8Array | undefined): void {
  const earlier = ended.record.continues === null ? undefined : trials[ended.record.continues];
  delete earlier?.checkpoint;
  delete ended.checkpoint;
  if (!checkpoint) return;
  ended.checkpoint = checkpoint.slice();
  const kept = trials.flatMap((one) =>
    one.checkpoint ? [{ one, trial: one.record.number, size: one.checkpoint.length }] : [],
  );
  for (const { one } of checkpointsToDrop(kept)) delete one.checkpoint;
}

function encodeSnapshot(study: string, { cursor, snapshot }: StoredSnapshot): { cursor: number; text: string } {
  return { cursor, text: encodeJson(`the snapshot of study "${study}"`, snapshot) };
}
