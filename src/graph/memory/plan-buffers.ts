/** @file Which values of a run share memory, and for how long each piece is held, as ONNX Runtime plans it. */
import type { Dtype, TensorType } from "../../tensor/index.ts";
import type { Graph, Node, ValueName } from "../graph.ts";

/** A piece of memory: taken before a node runs, given back after a node has run. */
export interface PlannedBuffer {
  /** The first value in it. */
  readonly name: ValueName;
  readonly first: number;
  /** Index of a node; the number of nodes where it is held until the end of the run. */
  readonly last: number;
}

/** Operations whose result is their input seen in another shape. */
const aliases: ReadonlySet<string> = new Set(["Reshape", "Identity"]);

/** Operations that may write over their first input. Arithmetic is not among them. */
const inPlace: ReadonlySet<string> = new Set([
  "Relu",
  "Sigmoid",
  "Tanh",
  "HardSigmoid",
  "LeakyRelu",
  "Elu",
  "Softplus",
  "Cast",
]);

/**
 * Plans the memory of a run: a result takes its input's piece where its operation allows it, else the piece that
 * was last let go of by a value of just its type, else a new one. A piece taken over is held in between as well.
 *
 * @param order  As from `runOrder`.
 * @param types  Of all values.
 * @param given  Values whose memory is there before the run: inputs and constants.
 */
export function planBuffers(
  order: readonly Node[],
  types: ReadonlyMap<ValueName, TensorType>,
  { outputs }: Graph,
  given: ReadonlySet<ValueName>,
): PlannedBuffer[] {
  const results = new Set(outputs);
  const uses = countUses(order, results, given);
  const shared = new Map<ValueName, ValueName>();
  const bufferOf = (name: ValueName): ValueName => shared.get(name) ?? name;
  const typeOf = (name: ValueName): TensorType => types.get(name) as TensorType;
  const free: ValueName[] = [];
  const takeOver = (node: Node, name: ValueName): ValueName | undefined => {
    if (results.has(name)) return undefined;
    const input = node.inputs[0];
    if (input !== undefined && aliases.has(node.op)) return bufferOf(input);
    if (input !== undefined && inPlace.has(node.op) && uses.get(bufferOf(input)) === 1) {
      if (bytesEach[typeOf(input).dtype] === bytesEach[typeOf(name).dtype]) return bufferOf(input);
    }
    // Scalars are never handed on.
    const fitting =
      typeOf(name).shape.length === 0 ? -1 : free.findIndex((other) => alike(typeOf(other), typeOf(name)));
    return fitting < 0 ? undefined : free.splice(fitting, 1)[0];
  };

  const spans = new Map<ValueName, { first: number; last: number }>();
  order.forEach((node, i) => {
    for (const name of node.outputs) {
      const other = takeOver(node, name);
      if (other === undefined) {
        if (!given.has(name)) spans.set(name, { first: i, last: results.has(name) ? order.length : i });
        continue;
      }
      shared.set(name, other);
      uses.set(other, (uses.get(other) ?? 0) + (uses.get(name) ?? 0));
    }
    for (const name of [...node.inputs, ...node.outputs]) {
      const buffer = bufferOf(name);
      const left = (uses.get(buffer) ?? 0) - 1;
      uses.set(buffer, left);
      const span = spans.get(buffer);
      if (span) span.last = Math.max(span.last, i);
      if (left === 0) free.unshift(buffer);
    }
  });
  return Array.from(spans, ([name, span]) => ({ name, ...span }));
}

/** Bytes of an element as the runtime compares them. */
const bytesEach: Readonly<Record<Dtype, number>> = { float32: 4, float64: 8, int32: 4, int64: 8, bool: 1 };

function alike(a: TensorType, b: TensorType): boolean {
  return bytesEach[a.dtype] === bytesEach[b.dtype] && String(a.shape) === String(b.shape);
}

/** How often each value is read, and once for being made; given values and results are never let go of. */
function countUses(
  order: readonly Node[],
  results: ReadonlySet<ValueName>,
  given: ReadonlySet<ValueName>,
): Map<ValueName, number> {
  const uses = new Map<ValueName, number>();
  for (const { inputs, outputs } of order) {
    for (const name of [...inputs, ...outputs]) uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  for (const name of [...results, ...given]) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}
