/** @file One of the ONNX project's node tests as its folder holds it: a model, what is fed and what must come out. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import protobuf from "protobufjs/light.js";
import { type GraphProto, readModel } from "../../src/onnx/model-proto.ts";
import { fromTensorProto } from "../../src/onnx/tensor-proto.ts";
import type { Tensor } from "../../src/tensor/index.ts";

/** Element types of graphs: float32, int32, int64, bool. */
const graphTypes: ReadonlySet<number | undefined> = new Set([1, 6, 7, 9]);

export interface NodeTest {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly graph: GraphProto;
  /** Operators of all nodes, branches included, with their domain where it is not ONNX's. */
  readonly ops: readonly string[];
  readonly folder: string;
}

/** Reads the tests of a folder, but for those whose model is larger than a graph can be. */
export function readNodeTests(root: string): NodeTest[] {
  return readdirSync(root)
    .filter((name) => existsSync(join(root, name, "model.onnx")))
    .map((name) => {
      const bytes = readFileSync(join(root, name, "model.onnx"));
      const { graph } = readModel(bytes);
      return { name, bytes, graph, ops: opsOf(graph), folder: join(root, name) };
    });
}

function opsOf({ node }: GraphProto): string[] {
  const own = node.map(({ domain, opType }) =>
    domain && domain !== "ai.onnx" ? `${domain}:${opType}` : (opType ?? ""),
  );
  const inner = node.flatMap(({ attribute }) => attribute.flatMap(({ g }) => (g ? opsOf(g) : [])));
  return [...new Set([...own, ...inner])];
}

/** True if all inputs and outputs are tensors of types a graph can hold. */
export function hasGraphTypes({ graph }: NodeTest): boolean {
  return [...graph.input, ...graph.output].every(({ type }) => graphTypes.has(type?.tensorType?.elemType));
}

/** Tensors of the first data set: what is fed, or what must come out, in the model's order. */
export function readTensors({ folder, graph }: NodeTest, kind: "input" | "output"): Map<string, Tensor> {
  return new Map(
    graph[kind].map(({ name }, i) => {
      const file = join(folder, "test_data_set_0", `${kind}_${i}.pb`);
      return [name, fromTensorProto(readTensor(readFileSync(file))) as Tensor];
    }),
  );
}

/** A tensor alone is read as the initializer of an empty model, whose fields are numbered as in ONNX. */
function readTensor(bytes: Uint8Array) {
  const writer = protobuf.Writer.create();
  writer.uint32((7 << 3) | 2).bytes(
    protobuf.Writer.create()
      .uint32((5 << 3) | 2)
      .bytes(bytes)
      .finish(),
  );
  writer.uint32((8 << 3) | 2).bytes(Uint8Array.of(0x10, 17));
  const [tensor] = readModel(writer.finish()).graph.initializer;
  if (!tensor) throw new Error("Cannot read tensor: the file is empty, expected a TensorProto");
  return tensor;
}
