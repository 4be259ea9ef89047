import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { Json } from "../../src/base/index.ts";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { tempFolder } from "./temp-folder.ts";

/** A call on a storage; the same call is made on the model (memory) and on the system (SQLite). */
type Call = (storage: Storage) => Promise<unknown>;

interface Model {
  now: number;
}

interface Real {
  memory: Storage;
  sqlite: Storage;
  reopen: () => Promise<Storage>;
}

class CallCommand implements fc.AsyncCommand<Model, Real> {
  readonly #text: string;
  readonly #call: Call;

  constructor(text: string, call: Call) {
    this.#text = text;
    this.#call = call;
  }

  check(): boolean {
    return true;
  }

  async run(_: Model, { memory, sqlite }: Real): Promise<void> {
    expect(await settled(this.#call(sqlite))).toStrictEqual(await settled(this.#call(memory)));
    expect(await settled(everything(sqlite))).toStrictEqual(await settled(everything(memory)));
  }

  toString(): string {
    return this.#text;
  }
}

class WaitCommand implements fc.AsyncCommand<Model, Real> {
  readonly #ms: number;

  constructor(ms: number) {
    this.#ms = ms;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model): Promise<void> {
    model.now += this.#ms;
  }

  toString(): string {
    return `wait(${this.#ms})`;
  }
}

class ReopenCommand implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }

  async run(_: Model, real: Real): Promise<void> {
    await real.sqlite[Symbol.asyncDispose]();
    real.sqlite = await real.reopen();
  }

  toString(): string {
    return "reopen()";
  }
}

async function settled(action: Promise<unknown>): Promise<unknown> {
  try {
    return { value: await action };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  }
}

async function everything(storage: Storage): Promise<unknown> {
  const names = await storage.listStudies();
  const studies = names.map(async (name) => [
    await storage.loadStudy(name),
    await storage.trials(name),
    await storage.finishedSince(name, 0),
    await storage.loadSnapshot(name),
    await storage.loadArtifact(name, 0),
    await storage.loadCheckpoint(name, 0),
    await storage.getAttribute(name, "0"),
  ]);
  return [names, await Promise.all(studies)];
}

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom("\0", "\ud83d", "\ude00", "a", "'")).map((units) => units.join("")),
);
const study = fc.oneof({ weight: 8, arbitrary: fc.constant("s") }, { weight: 1, arbitrary: text });
const trial = fc.nat({ max: 4 });
const worker = fc.constantFrom("a", "b", "c\0");
const leaseMs = fc.constantFrom(1, 10, 0.5, 1000, 0);
const json = fc.jsonValue({ noUnicodeString: false }).map((value) => value as null);
/** Few values, so that many are as expected. */
const held = fc.constantFrom<Json | undefined>(undefined, null, 0, -0, { a: 1, b: 2 }, { b: 2, a: 1 });
const values = fc.dictionary(text, fc.double());
const snapshot = fc.record({ cursor: fc.nat(), snapshot: json });
const point = fc.record({ step: fc.oneof(fc.nat({ max: 5 }), fc.double()), values });
const outcome = fc.record(
  {
    state: fc.constantFrom("complete" as const, "pruned" as const, "failed" as const),
    values,
    seconds: fc.double({ min: 0 }),
    error: text,
    duplicateOf: trial,
    artifact: fc.uint8Array(),
    checkpoint: fc.uint8Array(),
  },
  { requiredKeys: ["state", "values", "seconds"] },
);
const newTrial = fc.record(
  { architecture: json, key: text, origin: text, continues: trial },
  { requiredKeys: ["architecture", "key", "origin"] },
);

/** Makes an arbitrary of calls of one method with arbitrary arguments. */
function calls<Arguments extends unknown[]>(
  name: string,
  inputs: { [Index in keyof Arguments]: fc.Arbitrary<Arguments[Index]> },
  call: (storage: Storage, ...inputs: Arguments) => Promise<unknown>,
): fc.Arbitrary<fc.AsyncCommand<Model, Real>> {
  return fc
    .tuple<Arguments>(...inputs)
    .map((args) => new CallCommand(`${name}(${fc.stringify(args)})`, (storage) => call(storage, ...args)));
}

const commands = [
  fc.nat({ max: 20 }).map((ms) => new WaitCommand(ms)),
  fc.constant(new ReopenCommand()),
  calls("createStudy", [study, json], (s, ...args) => s.createStudy(...args)),
  calls("addTrials", [study, fc.array(newTrial, { maxLength: 3 }), snapshot], (s, ...args) => s.addTrials(...args)),
  calls("claimTrial", [study, worker, leaseMs], (s, ...args) => s.claimTrial(...args)),
  calls("claimTrial", [study, worker, leaseMs], (s, ...args) => s.claimTrial(...args)),
  calls("renewLease", [study, trial, worker, leaseMs], (s, ...args) => s.renewLease(...args)),
  calls("releaseLeases", [study, worker], (s, name, dead) => s.releaseLeases(name, (worker) => worker === dead)),
  calls("report", [study, trial, worker, point], (s, ...args) => s.report(...args)),
  calls("finishTrial", [study, trial, worker, outcome], (s, ...args) => s.finishTrial(...args)),
  calls("finishTrial", [study, trial, worker, outcome], (s, ...args) => s.finishTrial(...args)),
  calls("finishedSince", [study, fc.nat({ max: 5 })], (s, ...args) => s.finishedSince(...args)),
  calls("loadArtifact", [study, trial], (s, ...args) => s.loadArtifact(...args)),
  calls("setAttribute", [study, text, json], (s, ...args) => s.setAttribute(...args)),
  calls("getAttribute", [study, text], (s, ...args) => s.getAttribute(...args)),
  calls("replaceAttribute", [study, held, held, held], (s, name, key, before, after) =>
    s.replaceAttribute(name, String(key), before, after),
  ),
];

test("openSqliteStorage() keeps the same records as createMemoryStorage() under random calls", async () => {
  const folder = await tempFolder();
  const open: Storage[] = [];
  onTestFinished(() => Promise.all(open.map((storage) => storage[Symbol.asyncDispose]())).then(() => {}));
  let runs = 0;

  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (sequence) => {
      const model = { now: 0 };
      const now = () => model.now;
      const path = join(folder, `${runs++}.db`);
      const reopen = async () => {
        const storage = await openSqliteStorage(path, { now });
        open.push(storage);
        return storage;
      };
      const real = { memory: createMemoryStorage({ now }), sqlite: await reopen(), reopen };
      for (const storage of [real.memory, real.sqlite]) await storage.createStudy("s", null);

      await fc.asyncModelRun(() => ({ model, real }), sequence);
      await real.sqlite[Symbol.asyncDispose]();
    }),
    { numRuns: 200 },
  );
});
