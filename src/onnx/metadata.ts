/** @file What a model says of itself, read without building its graph. */
import type { Dtype } from "../tensor/index.ts";
import { type GraphProto, readModel, type ValueInfoProto } from "./model-proto.ts";
import { dtypeOfCode } from "./tensor-proto.ts";

/** An input or output of a model; undefined where the model uses a type or leaves out a size Espalier cannot say. */
export interface ModelValue {
  readonly name: string;
  readonly dtype: Dtype | undefined;
  /** Symbolic dimensions by name, unnamed ones as "?". */
  readonly shape: readonly (number | string)[] | undefined;
}

export interface ModelMetadata {
  readonly producer: string;
  readonly producerVersion: string;
  readonly irVersion: number;
  /** Version of each operator set by domain; ONNX's own is "". */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
}

/**
 * Reads a model's metadata. Works for any ONNX model, whatever its ops.
 *
 * @throws {ModelError} if the bytes are not an ONNX model.
 */
export function readMetadata(bytes: Uint8Array): ModelMetadata {
  const model = readModel(bytes);
  return {
    producer: model.producerName ?? "",
    producerVersion: model.producerVersion ?? "",
    irVersion: model.irVersion,
    opsets: Object.fromEntries(model.opsetImport.map(({ domain, version }) => [domain ?? "", version])),
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
    inputs: inputsOf(model.graph).map(describe),
    outputs: model.graph.output.map(describe),
  };
}

function inputsOf(graph: GraphProto): ValueInfoProto[] {
  const initialized = new Set(graph.initializer.map(({ name }) => name));
  return graph.input.filter(({ name }) => !initialized.has(name));
}

function describe({ name, type }: ValueInfoProto): ModelValue {
  const declared = type?.tensorType;
  return {
    name,
    dtype: dtypeOfCode(declared?.elemType ?? 0),
    shape: declared?.shape?.dim.map(({ dimValue, dimParam }) => dimValue ?? (dimParam || "?")),
  };
}
