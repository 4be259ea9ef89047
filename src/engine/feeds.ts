/** @file Checks what a run is given before the native runtime sees it. */
import { AbortedError, EngineError } from "../base/index.ts";
import { sizeOf, type Tensor } from "../tensor/index.ts";
import type { Feeds, PortType } from "./engine.ts";

const dataKinds = {
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

/**
 * Checks that there is one fitting tensor for each input, and that dimensions of one name have one size.
 *
 * @returns The tensors in the order of the inputs.
 * @throws {EngineError} naming the first input that does not fit.
 */
export function checkFeeds(inputs: ReadonlyMap<string, PortType>, feeds: Feeds): [name: string, value: Tensor][] {
  const given = feeds instanceof Map ? feeds : new Map(Object.entries(feeds));
  const sizes = new Map<string, number>();
  const checked = Array.from(inputs, ([name, type]): [string, Tensor] => {
    const value = given.get(name);
    if (value === undefined)
      throw new EngineError(`Cannot run program: input ${name} is missing, expected ${show(type)}`);
    checkTensor(`input ${name}`, type, value, sizes);
    return [name, value];
  });
  for (const name of given.keys()) {
    if (inputs.has(name)) continue;
    const known = [...inputs.keys()].join(", ") || "no inputs";
    throw new EngineError(`Cannot run program: input ${name} is unknown, expected ${known}`);
  }
  return checked;
}

/**
 * Checks one tensor against the type of its port.
 *
 * @param sizes  Sizes of named dimensions seen so far; extended.
 * @throws {EngineError} naming `what`.
 */
export function checkTensor(what: string, type: PortType, value: Tensor, sizes: Map<string, number> = new Map()): void {
  const fits = (dimension: number | string, i: number): boolean => {
    const size = value.shape[i] as number;
    if (typeof dimension === "number") return size === dimension;
    if (dimension === "?") return true;
    const known = sizes.get(dimension) ?? size;
    sizes.set(dimension, known);
    return size === known;
  };
  if (value.dtype !== type.dtype || value.shape.length !== type.shape.length || !type.shape.every(fits)) {
    throw new EngineError(`Cannot run program: ${what} is ${show(value)}, expected ${show(type)}`);
  }
  if (!(value.data instanceof dataKinds[type.dtype]) || value.data.length !== sizeOf(value.shape)) {
    const expected = `a ${dataKinds[type.dtype].name} of ${sizeOf(value.shape)}`;
    throw new EngineError(`Cannot run program: ${what} holds ${value.data.length} elements, expected ${expected}`);
  }
}

/** Checks tensors to write outputs into. @throws {EngineError} naming the first that is unknown or of another type. */
export function checkOutputs(outputs: ReadonlyMap<string, PortType>, into: Readonly<Record<string, Tensor>>): void {
  for (const [name, value] of Object.entries(into)) {
    const type = outputs.get(name);
    if (type) {
      checkTensor(`output ${name}`, type, value);
      continue;
    }
    const known = [...outputs.keys()].join(", ");
    throw new EngineError(`Cannot run program: output ${name} is unknown, expected ${known}`);
  }
}

/** Writes a result into a tensor of its type. */
export function copyInto(target: Tensor, { data }: Tensor): void {
  if (data instanceof BigInt64Array) (target.data as BigInt64Array).set(data);
  else (target.data as Float32Array).set(data);
}

/** @throws {AbortedError} if the signal was aborted. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError("Cannot run program: its signal was aborted", { cause: signal.reason });
}

function show({ dtype, shape }: PortType): string {
  return `${dtype} [${shape.join(", ")}]`;
}
