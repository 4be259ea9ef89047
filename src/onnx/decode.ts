/** @file ONNX bytes to graph. */
import { GraphError, ModelError } from "../base/index.ts";
import { type Graph, GraphBuilder, type Value, verify } from "../graph/index.ts";
import type { Tensor, TensorType } from "../tensor/index.ts";
import { importGraph } from "./import/import-graph.ts";
import { Scope } from "./import/scope.ts";
import { type GraphProto, type ModelProto, readModel, type ValueInfoProto } from "./model-proto.ts";
import { dtypeNames, dtypeOfCode } from "./tensor-proto.ts";
import { unreadable } from "./unreadable.ts";

/** Opsets whose operators are read; each in the meaning it has there. */
const opsets = { least: 1, greatest: 26 };

export interface DecodeOptions {
  /** Size that replaces a symbolic first dimension of an input. Default 1. */
  readonly batch?: number;
  /** Sizes of symbolic dimensions by their names, the first one too. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Inputs whose values are known: they become constants, so that shapes may depend on them. */
  readonly bind?: Readonly<Record<string, Tensor>>;
}

/**
 * Decodes an ONNX model into operations of the op table. Every shape is known here, so what a model computes of shapes
 * is computed while reading; what the table has not itself is written with what it has (docs/export.md lists both).
 * The result is verified.
 *
 * @throws {ModelError} if the bytes are no ONNX model, a node is not one of the model's opset, or a graph cannot hold it.
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): Graph {
  const model = readModel(bytes);
  const opset = opsetOf(model);
  const { graph: proto } = model;
  try {
    const builder = new GraphBuilder();
    const scope = new Scope(builder);
    builder.reserve(namesOf(proto));
    defineInputs(proto, scope, options);
    importGraph(proto, opset, scope);
    const graph = inOrder(builder.build(outputsOf(proto, scope)), proto);
    verify(graph);
    return graph;
  } catch (cause) {
    if (cause instanceof GraphError) throw new ModelError(`Cannot read model: ${cause.message}`, { cause });
    // Lists of more than the stack or an array holds.
    if (cause instanceof RangeError) unreadable("model", cause.message, "a model of common sizes", { cause });
    throw cause;
  }
}

function opsetOf(model: ModelProto): number {
  const opset = model.opsetImport.find(({ domain }) => !domain || domain === "ai.onnx")?.version ?? 0;
  if (Number.isInteger(opset) && opset >= opsets.least && opset <= opsets.greatest) return opset;
  return unreadable("model", `opset is ${opset}`, `${opsets.least} to ${opsets.greatest}`);
}

/** Names that values made on the way must not take. */
function* namesOf(graph: GraphProto): Iterable<string> {
  for (const { name } of graph.input) yield name;
  for (const { name } of graph.initializer) yield name ?? "";
  for (const { output } of graph.node) yield* output;
}

function defineInputs(graph: GraphProto, scope: Scope, { batch = 1, sizes = {}, bind = {} }: DecodeOptions): void {
  const initialized = new Set(graph.initializer.map(({ name }) => name));
  for (const info of graph.input) {
    if (initialized.has(info.name)) continue;
    const bound = Object.hasOwn(bind, info.name) ? bind[info.name] : undefined;
    if (bound) {
      scope.define(info.name, bound);
      continue;
    }
    const type = inputType(info, batch, sizes);
    scope.define(info.name, scope.graph.input(scope.nameFor(info.name), type));
  }
  for (const name of Object.keys(bind)) {
    if (!graph.input.some((info) => info.name === name)) unreadable("model", `it has no input ${name}`, "one to bind");
  }
}

function inputType({ name, type }: ValueInfoProto, batch: number, sizes: Readonly<Record<string, number>>): TensorType {
  const fail = (found: string, expected: string): never => unreadable("model", `input ${name} has ${found}`, expected);
  const dtype = dtypeOfCode(type?.tensorType?.elemType ?? 0) ?? fail("an unknown type", dtypeNames);
  const dims = type?.tensorType?.shape?.dim ?? fail("no shape", "a shape");
  const shape = dims.map(({ dimValue, dimParam = "" }, axis) => {
    const said = Object.hasOwn(sizes, dimParam) ? sizes[dimParam] : undefined;
    return dimValue ?? said ?? (axis === 0 ? batch : fail(`no size for axis ${axis}`, "a number"));
  });
  return { dtype, shape };
}

function outputsOf(graph: GraphProto, scope: Scope): ReadonlyMap<string, Value> {
  const outputs = graph.output.map(({ name }): [string, Value] => {
    const value = scope.value(name);
    return [name, value ?? unreadable("model", `output ${name} is not defined`, "a value of the graph")];
  });
  if (new Set(outputs.map(([name]) => name)).size !== outputs.length)
    unreadable("model", "an output is listed twice", "distinct outputs");
  return new Map(outputs);
}

/** The graph with its constants in the order of the model's initializers, those made on the way behind. */
function inOrder(graph: Graph, { initializer }: GraphProto): Graph {
  const names = [...initializer.map(({ name }) => name ?? ""), ...graph.constants.keys()];
  const constants = new Map(
    names.flatMap((name) => {
      const held = graph.constants.get(name);
      return held ? [[name, held] as const] : [];
    }),
  );
  return { ...graph, constants };
}
