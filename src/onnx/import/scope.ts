/** @file The values of a model while it is read: what each name stands for. */
import type { GraphBuilder, Value } from "../../graph/index.ts";
import { dtypeNames } from "../tensor-proto.ts";
import { unreadable } from "../unreadable.ts";
import { type Known, toTensor } from "./known.ts";

/** What a name of the model stands for: a value of the graph, or a tensor known already. */
export type Bound = Value | Known;

export function isKnown(bound: Bound): bound is Known {
  return "data" in bound;
}

/** Elements of all tensors that are made while a model is read: masks, indices, shares of pixels. */
const MOST_MADE = 2 ** 24;

/** Names of a model, or of a branch of it, which also sees those around it. */
export class Scope {
  readonly graph: GraphBuilder;
  readonly #outer: Scope | undefined;
  readonly #bound = new Map<string, Bound>();
  /** Values in the graph of known tensors that something reads there. */
  readonly #constants = new Map<string, Value>();
  /** Names of the graph. */
  readonly #taken: Set<string>;
  /** Elements made while reading the whole model. */
  readonly #made: { elements: number };

  constructor(graph: GraphBuilder, outer?: Scope) {
    this.graph = graph;
    this.#outer = outer;
    this.#taken = outer ? outer.#taken : new Set();
    this.#made = outer ? outer.#made : { elements: 0 };
  }

  /** @throws {ModelError} if the name has a meaning already. */
  define(name: string, bound: Bound): void {
    if (name === "" || this.#bound.has(name)) unreadable("model", `value "${name}" is defined twice`, "one meaning");
    this.#bound.set(name, bound);
  }

  /** Counts elements about to be made. @throws {ModelError} if they get more than a model needs. */
  spend(elements: number): void {
    this.#made.elements += elements;
    if (this.#made.elements > MOST_MADE) {
      unreadable("model", "its nodes need tensors of too many elements to read it", `${MOST_MADE} at most`);
    }
  }

  find(name: string): Bound | undefined {
    return this.#bound.get(name) ?? this.#outer?.find(name);
  }

  /** A name for a value of the graph: this one, or one like it where two branches define the same. */
  nameFor(name: string): string {
    let unused = name;
    while (this.#taken.has(unused)) unused += "_";
    this.#taken.add(unused);
    return unused;
  }

  /** The value of a name in the graph, undefined if it has none; a known tensor becomes a constant of the graph. */
  value(name: string): Value | undefined {
    const bound = this.#bound.get(name);
    if (bound === undefined) return this.#outer?.value(name);
    if (!isKnown(bound)) return bound;
    const constant = this.#constants.get(name) ?? this.#addConstant(name, bound);
    this.#constants.set(name, constant);
    return constant;
  }

  #addConstant(name: string, bound: Known): Value {
    const held = toTensor(bound);
    if (!held) return unreadable("model", `value ${name} is ${bound.dtype}`, dtypeNames);
    if (held.shape.some((d) => d < 1)) {
      return unreadable("model", `constant ${name} has shape [${held.shape}]`, "sizes of at least 1");
    }
    return this.graph.constant(held, this.nameFor(name));
  }
}
