/**
 * @file Decodes and runs the ONNX project's node tests and counts which come out equal.
 *
 * Counted is every test whose operators are all read by `decode` (or named by --ops) and whose inputs and outputs have
 * types a graph can hold. Shapes that a test feeds as integers are bound where the graph needs to know them.
 *
 * Run: npx tsx bench/onnx/node-tests.ts FOLDER [--ops FILE] [--save], FOLDER being onnx/backend/test/data/node of a
 * release of github.com/onnx/onnx.
 */
import { readFileSync } from "node:fs";
import { createNodeEngine } from "../../src/engine/index.ts";
import { optimize } from "../../src/graph/index.ts";
import { decode } from "../../src/onnx/index.ts";
import { sameShape, type Tensor } from "../../src/tensor/index.ts";
import { saveResults } from "../results/save-results.ts";
import { hasGraphTypes, type NodeTest, readNodeTests, readTensors } from "./node-test.ts";

/** Of the ONNX project's own runner. */
const tolerance = { relative: 1e-3, absolute: 1e-6 };

/** "disputed": not what the test expects, but what ONNX Runtime makes of the same file, which refuses none of it. */
const kinds = ["equal", "refused", "disputed", "wrong", "failed"] as const;
type Kind = (typeof kinds)[number];
interface Outcome {
  readonly kind: Kind;
  readonly why: string;
}
type Counts = Record<Kind, number>;
const none = (): Counts => ({ equal: 0, refused: 0, disputed: 0, wrong: 0, failed: 0 });

const [folder = "", ...flags] = process.argv.slice(2);
const known = new Set(await coveredOps());
const tests = readNodeTests(folder);
const covered = tests.filter((test) => test.ops.every((op) => known.has(op)) && hasGraphTypes(test));
const engine = createNodeEngine();
const byOp = new Map<string, Counts>();
const totals = none();
const others: { test: string; kind: string; why: string }[] = [];
for (const test of covered) {
  const outcome = await judge(test);
  const op = test.ops.length === 1 ? (test.ops[0] as string) : "several";
  const counts = byOp.get(op) ?? none();
  counts[outcome.kind]++;
  totals[outcome.kind]++;
  byOp.set(op, counts);
  if (outcome.kind !== "equal") others.push({ test: test.name, ...outcome });
}
for (const [op, counts] of [...byOp].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(op.padEnd(28), ...Object.entries(counts).map(([kind, count]) => `${kind} ${count}`.padEnd(12)));
}
for (const { test, kind, why } of others) console.log(`${kind} ${test}: ${why}`);
console.log(`${tests.length} tests, ${covered.length} counted:`, totals);
if (flags.includes("--save")) {
  const rows = [...byOp].map(([op, counts]) => ({ op, ...counts }));
  saveResults("onnx-node-tests", { tests: tests.length, counted: covered.length, ...totals, others }, rows);
}

async function coveredOps(): Promise<readonly string[]> {
  const file = flags.indexOf("--ops");
  if (file >= 0) return readFileSync(flags[file + 1] as string, "utf8").split(/\s+/);
  return (await import("../../src/onnx/import/readers.ts")).importedOps;
}

async function judge(test: NodeTest): Promise<Outcome> {
  const fed = readTensors(test, "input");
  const expected = readTensors(test, "output");
  let refusal = "";
  for (const bind of bindings(fed)) {
    let graph: ReturnType<typeof decode>;
    try {
      graph = decode(test.bytes, { bind, batch: fed.values().next().value?.shape[0] ?? 1 });
    } catch (error) {
      refusal = (error as Error).message;
      if (!(error as Error).name.startsWith("ModelError"))
        return { kind: "failed", why: String((error as Error).stack) };
      continue;
    }
    const feeds = new Map([...fed].filter(([name]) => graph.inputs.has(name)));
    try {
      await using program = await engine.compile(optimize(graph));
      const found = await program.run(feeds);
      const wrong = [...expected].find(([name, value]) => !isClose(found[name], value));
      if (!wrong) return { kind: "equal", why: "" };
      const isDisputed = isClose(found[wrong[0]], (await directly(test, fed))?.[wrong[0]]);
      return {
        kind: isDisputed ? "disputed" : "wrong",
        why: `${wrong[0]}: ${show(found[wrong[0]])}, expected ${show(wrong[1])}`,
      };
    } catch (error) {
      return { kind: "failed", why: (error as Error).message };
    }
  }
  return { kind: "refused", why: refusal };
}

/** First nothing bound, then integers, then whatever is no first input, then all. */
function* bindings(fed: ReadonlyMap<string, Tensor>): Iterable<Record<string, Tensor>> {
  yield {};
  yield Object.fromEntries([...fed].filter(([, { dtype }], i) => dtype !== "float32" && i > 0));
  yield Object.fromEntries([...fed].slice(1));
  yield Object.fromEntries(fed);
}

/** What the runtime makes of the file itself; nothing where it refuses it. */
async function directly(
  { bytes }: NodeTest,
  fed: ReadonlyMap<string, Tensor>,
): Promise<Record<string, Tensor> | undefined> {
  try {
    await using program = await engine.compileModel(bytes);
    return await program.run(fed);
  } catch {
    return undefined;
  }
}

function isClose(found: Tensor | undefined, expected: Tensor | undefined): boolean {
  if (!expected || found?.dtype !== expected.dtype || !sameShape(found.shape, expected.shape)) return false;
  return Array.from(expected.data as ArrayLike<number | bigint>, Number).every((value, i) => {
    const other = Number((found.data as ArrayLike<number | bigint>)[i]);
    if (Object.is(value, other) || value === other) return true;
    return Math.abs(value - other) <= tolerance.absolute + tolerance.relative * Math.abs(value);
  });
}

function show(value: Tensor | undefined): string {
  if (!value) return "nothing";
  return `${value.dtype} [${value.shape}] ${Array.from(value.data as ArrayLike<number | bigint>)
    .slice(0, 8)
    .join(" ")}`;
}
