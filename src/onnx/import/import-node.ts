/** @file One node of a model as those who read it see it: inputs and attributes by name, with errors that name the node. */
import type { Attributes, GraphBuilder, OpType, Value } from "../../graph/index.ts";
import { normalizeAxis, type Shape } from "../../tensor/index.ts";
import type { AttributeProto, GraphProto, NodeProto } from "../model-proto.ts";
import { dtypeNames, fromTensorProto } from "../tensor-proto.ts";
import { unreadable } from "../unreadable.ts";
import { isOfGraph, type Known, known, knownCodes, numbersOf, toTensor } from "./known.ts";
import { checkNode, type Fail, type OpRule, portOf, ruleOf } from "./op-rules.ts";
import { type Bound, isKnown, type Scope } from "./scope.ts";

/** Inputs by position and attributes by name, as the operator's version at the model's opset has them. */
export class ImportNode {
  readonly op: string;
  readonly opset: number;
  readonly graph: GraphBuilder;
  readonly scope: Scope;
  readonly fail: Fail;
  readonly #proto: NodeProto;
  readonly #rule: OpRule;
  readonly #attributes: ReadonlyMap<string, AttributeProto>;
  readonly #unread: Set<string>;

  /** @throws {ModelError} if the node is not one of its opset. */
  constructor(proto: NodeProto, opset: number, scope: Scope) {
    this.#proto = proto;
    this.op = proto.opType ?? "";
    this.opset = opset;
    this.scope = scope;
    this.graph = scope.graph;
    this.fail = failureOf(proto);
    this.#rule = ruleOf(this.op, opset, this.fail);
    checkNode(proto, this.#rule, opset, this.fail);
    this.#attributes = new Map(proto.attribute.map((attribute) => [attribute.name, attribute]));
    // A hint of the first opsets how to save memory.
    this.#unread = new Set([...this.#attributes.keys()].filter((name) => name !== "consumed_inputs"));
    proto.input.forEach((name, i) => {
      if (name !== "") this.#checkInput(name, i);
    });
  }

  /** Version of the operator that the model's opset means. */
  get since(): number {
    return this.#rule.since;
  }

  /** Names of the outputs, "" for those left out at the front. */
  get outputs(): readonly string[] {
    const names = this.#proto.output;
    return names.slice(0, names.findLastIndex((name) => name !== "") + 1);
  }

  /** Number of inputs given, left-out ones before the last included. */
  get inputCount(): number {
    return this.#proto.input.findLastIndex((name) => name !== "") + 1;
  }

  has(index: number): boolean {
    return Boolean(this.#proto.input[index]);
  }

  /** What an input stands for; fails where it is left out. */
  bound(index: number): Bound {
    const name = this.#proto.input[index] || this.fail(`leaves out input ${index}`, "it");
    return this.scope.find(name) ?? this.#undefinedInput(name);
  }

  /** An input as a value of the graph; fails where it is left out. */
  value(index: number): Value {
    const name = this.#proto.input[index] || this.fail(`leaves out input ${index}`, "it");
    return this.scope.value(name) ?? this.#undefinedInput(name);
  }

  /** An input as a value of the graph, undefined where it is left out. */
  optional(index: number): Value | undefined {
    return this.has(index) ? this.value(index) : undefined;
  }

  /** All inputs as values of the graph. */
  values(): Value[] {
    return Array.from({ length: this.inputCount }, (_, i) => this.value(i));
  }

  /** All inputs as known tensors; undefined if one is computed or left out. */
  allKnown(): Known[] | undefined {
    const bound = this.#proto.input.map((name) => this.scope.find(name));
    return bound.every((value) => value !== undefined && isKnown(value)) ? (bound as Known[]) : undefined;
  }

  /** An input that must be known while reading; undefined where it is left out. */
  known(index: number, what: string): Known | undefined {
    if (!this.has(index)) return undefined;
    const bound = this.bound(index);
    return isKnown(bound) ? bound : this.fail(`computes its ${what}`, "a constant");
  }

  shapeOf(index: number): Shape {
    const bound = this.bound(index);
    return isKnown(bound) ? bound.shape : bound.type.shape;
  }

  dtypeOf(index: number): Known["dtype"] {
    const bound = this.bound(index);
    return isKnown(bound) ? bound.dtype : bound.type.dtype;
  }

  /** Integers of an input that must be known; undefined where it is left out. */
  numbers(index: number, what: string): number[] | undefined {
    const value = this.known(index, what);
    if (value === undefined) return undefined;
    if (value.shape.length > 1) this.fail(`has ${what} of shape [${value.shape}]`, "a list");
    return numbersOf(value);
  }

  /** One number of an input that must be known; undefined where it is left out. */
  number(index: number, what: string): number | undefined {
    const list = this.numbers(index, what);
    if (list === undefined) return undefined;
    return list.length === 1 ? (list[0] as number) : this.fail(`has ${what} [${list}]`, "one number");
  }

  /** Integers that are an attribute in some opsets and an input in others. */
  operand(attribute: string, index: number): number[] | undefined {
    return this.#rule.attributes.has(attribute) ? this.ints(attribute) : this.numbers(index, attribute);
  }

  /** True if an attribute is given. */
  gives(attribute: string): boolean {
    return this.#attributes.has(attribute);
  }

  int(name: string): number | undefined;
  int(name: string, fallback: number): number;
  int(name: string, fallback?: number): number | undefined {
    const attribute = this.#take(name);
    return attribute ? (attribute.i ?? 0) : fallback;
  }

  flag(name: string, fallback = false): boolean {
    const value = this.int(name, Number(fallback));
    return value === 0 || value === 1 ? value === 1 : this.fail(`has attribute ${name} = ${value}`, "0 or 1");
  }

  float(name: string): number | undefined;
  float(name: string, fallback: number): number;
  float(name: string, fallback?: number): number | undefined {
    const attribute = this.#take(name);
    return attribute ? shortestFloat(attribute.f ?? 0) : fallback;
  }

  ints(name: string): number[] | undefined {
    const attribute = this.#take(name);
    return attribute && [...(attribute.ints ?? [])];
  }

  floats(name: string): number[] | undefined {
    return this.#take(name)?.floats?.map(shortestFloat);
  }

  /** One of the allowed words. */
  word<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const text = this.text(name) ?? fallback;
    return allowed.includes(text as T) ? (text as T) : this.fail(`has attribute ${name} = ${text}`, allowed.join(", "));
  }

  text(name: string): string | undefined {
    const attribute = this.#take(name);
    return attribute && new TextDecoder().decode(attribute.s);
  }

  texts(name: string): string[] | undefined {
    return this.#take(name)?.strings?.map((bytes) => new TextDecoder().decode(bytes));
  }

  tensor(name: string): Known | undefined {
    const held = this.#take(name)?.t;
    return held && fromTensorProto(held);
  }

  branch(name: string): GraphProto {
    return this.#take(name)?.g ?? this.fail(`has no attribute ${name}`, "a graph");
  }

  /** An element type given by its number. */
  dtype(name: string): Known["dtype"] | undefined {
    const code = this.int(name);
    if (code === undefined) return undefined;
    const found = Object.entries(knownCodes).find(([, value]) => value === code)?.[0] as Known["dtype"] | undefined;
    return found ?? this.fail(`has attribute ${name} = ${code}`, "a known type");
  }

  /** An axis of the shape, from 0. */
  axis(axis: number, rank: number): number {
    return normalizeAxis(axis, rank) ?? this.fail(`has axis ${axis}`, `one within [${-rank}, ${rank})`);
  }

  /** Axes from 0, each once. */
  axes(axes: readonly number[], rank: number): number[] {
    const found = axes.map((axis) => this.axis(axis, rank));
    return new Set(found).size === found.length ? found : this.fail(`has axes [${axes}]`, "each axis once");
  }

  /** Appends the node that this one is, under the names of its outputs. */
  direct(op: OpType, inputs: readonly Value[], attributes: Attributes): Value[] {
    const names = this.outputs.map((name) => this.scope.nameFor(name));
    return this.graph.node(op, inputs, attributes, names);
  }

  /** A constant of the graph, for what is computed while reading. */
  constant(value: Known): Value {
    this.scope.spend(value.data.length);
    return this.graph.constant(toTensor(value) ?? this.fail(`needs a constant of ${value.dtype}`, dtypeNames));
  }

  /** A list of integers as an int64 constant. */
  indices(values: readonly number[]): Value {
    return this.constant(known("int64", [values.length], values));
  }

  /** Ends the reading of the node. @throws {ModelError} if it says what nobody asked for: it means something else here. */
  finish(): void {
    for (const name of this.#unread) {
      this.fail(`has attribute ${name}`, "a node without it: its meaning is not known here");
    }
  }

  #take(name: string): AttributeProto | undefined {
    this.#unread.delete(name);
    return this.#attributes.get(name);
  }

  #checkInput(name: string, index: number): void {
    const bound = this.scope.find(name) ?? this.#undefinedInput(name);
    const dtype = isKnown(bound) ? bound.dtype : bound.type.dtype;
    const { dtypes } = portOf(this.#rule, index);
    // Of other types the rules do not speak; such tensors are known, and are cast before a graph holds them.
    if (isOfGraph(dtype) && !dtypes.includes(dtype)) {
      this.fail(`has input ${index} of ${dtype}`, `${dtypes.join(" or ") || "another type"} in opset ${this.opset}`);
    }
  }

  #undefinedInput(name: string): never {
    return this.fail(`reads ${name}, which is not defined before it`, "an input, a constant or an earlier result");
  }
}

/** How errors name a node. */
export function failureOf({ name, output, opType }: NodeProto): Fail {
  const where = name || `of ${output[0] ?? "no output"}`;
  return (found, expected) => unreadable("model", `node ${where} (${opType ?? "no op"}) ${found}`, expected);
}

/** The shortest decimal that rounds to this float32, so that 0.1 comes back as 0.1. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
