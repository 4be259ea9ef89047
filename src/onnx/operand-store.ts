/** @file Initializers and names that a model has beside those of its graph. */
import type { Tensor } from "../tensor/index.ts";
import { toTensorProto } from "./tensor-proto.ts";

/** Initializers made from attributes: equal tensors once, under names no value has. */
export class OperandStore {
  readonly #taken: Set<string>;
  readonly #stored = new Map<string, { readonly name: string; readonly value: Tensor }>();

  /** @param taken  Names of all values of the graph. */
  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** Returns a name that no value and no initializer has, `name` itself if it is free. */
  unusedName(name: string): string {
    let unused = name;
    while (this.#taken.has(unused)) unused += "_";
    this.#taken.add(unused);
    return unused;
  }

  /** Returns the name of an initializer that holds the value. */
  add(value: Tensor): string {
    const elements = Array.from(value.data as ArrayLike<number | bigint>, String).join(",");
    const key = `${value.dtype}[${value.shape}]:${elements}`;
    const known = this.#stored.get(key);
    if (known) return known.name;
    const name = this.unusedName(`operand_${this.#stored.size}`);
    this.#stored.set(key, { name, value });
    return name;
  }

  protos(): ReturnType<typeof toTensorProto>[] {
    return Array.from(this.#stored.values(), ({ name, value }) => toTensorProto(name, value));
  }
}
