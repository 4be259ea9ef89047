/** @file Single-path supernets: each layer is one of several operations, picked by an input. */
import { createRng } from "../../src/base/index.ts";
import { GraphBuilder, type Value, type ValueName } from "../../src/graph/index.ts";
import { sizeOf, type Tensor, tensor } from "../../src/tensor/index.ts";

export type LayerOp = "conv5" | "conv3" | "conv1" | "skip" | "avgpool";

export interface SupernetSpec {
  readonly layers: number;
  readonly choices: readonly LayerOp[];
  readonly batch: number;
  readonly channels: number;
  readonly size: number;
}

/** A training loss under construction, with the parameters it has. */
export interface Net {
  readonly graph: GraphBuilder;
  readonly loss: Value;
  readonly parameters: ReadonlyMap<ValueName, Value>;
}

const kernels = { conv5: 5, conv3: 3, conv1: 1 } as const;

function parameterShapes(op: LayerOp, channels: number): Record<string, number[]> {
  if (op === "skip" || op === "avgpool") return {};
  const kernel = kernels[op];
  return { weight: [channels, channels, kernel, kernel], gamma: [channels], beta: [channels] };
}

function appendOp(graph: GraphBuilder, op: LayerOp, x: Value, parameters: readonly Value[]): Value {
  if (op === "skip") return x;
  if (op === "avgpool")
    return graph.op("AveragePool", [x], { kernelShape: [3, 3], pads: [1, 1, 1, 1], countIncludePad: 0 });
  const [weight, gamma, beta] = parameters as [Value, Value, Value];
  const kernel = kernels[op];
  const z = graph.op("Conv", [x, weight], { kernelShape: [kernel, kernel], pads: Array(4).fill(kernel >> 1) });
  const [mean, variance] = [gamma, beta].map((v) => graph.op("Mul", [v, graph.scalar(0)])) as [Value, Value];
  const [y] = graph.node("BatchNormalization", [z, gamma, beta, mean, variance], { momentum: 0, trainingMode: 1 });
  return graph.op("Relu", [y as Value]);
}

type Layer = (x: Value, number: number, declare: (op: LayerOp) => Value[]) => Value;

function buildNet({ layers, batch, channels, size }: SupernetSpec, graph: GraphBuilder, layer: Layer): Net {
  const type = { dtype: "float32", shape: [batch, channels, size, size] } as const;
  const parameters = new Map<ValueName, Value>();
  let x = graph.input("x", type);
  for (let number = 0; number < layers; number++) {
    x = layer(x, number, (op) =>
      Object.entries(parameterShapes(op, channels)).map(([kind, shape]) => {
        const name = `${number}.${op}.${kind}`;
        const value = graph.input(name, { dtype: "float32", shape });
        parameters.set(name, value);
        return value;
      }),
    );
  }
  const error = graph.op("Sub", [x, graph.input("target", type)]);
  return { graph, loss: graph.op("ReduceMean", [graph.op("Mul", [error, error])], { keepdims: 0 }), parameters };
}

/** The supernet; input `pick.⟨layer⟩` picks each layer's operation. */
export function supernet(spec: SupernetSpec): Net {
  const graph = new GraphBuilder();
  return buildNet(spec, graph, (x, number, declare) => {
    const index = graph.input(`pick.${number}`, { dtype: "int64", shape: [] });
    const owned = spec.choices.map(declare);
    const first = owned.map((_, b) => 1 + owned.slice(0, b).flat().length);
    const branches = spec.choices.map((op, b) => (branch: GraphBuilder, captures: readonly Value[]) => [
      appendOp(branch, op, captures[0] as Value, captures.slice(first[b])),
    ]);
    return graph.switch(index, [x, ...owned.flat()], branches)[0] as Value;
  });
}

/** The network of one path alone; its parameters have the names they have in the supernet. */
export function standalone(spec: SupernetSpec, path: readonly number[]): Net {
  const graph = new GraphBuilder();
  return buildNet(spec, graph, (x, number, declare) => {
    const op = spec.choices[path[number] as number] as LayerOp;
    return appendOp(graph, op, x, declare(op));
  });
}

/** Tensors for a net's inputs, the same for the same name; `path` for the picks. */
export function feedsFor(net: Net, path: readonly number[]): Record<string, Tensor> {
  const { inputs } = net.graph.build([net.loss]);
  return Object.fromEntries(
    Array.from(inputs, ([name, { dtype, shape }]) => {
      if (dtype === "int64") return [name, tensor("int64", [], [path[Number(name.split(".")[1])] as number])];
      const rng = createRng(name);
      const scale = name.endsWith("weight") ? Math.sqrt(2 / sizeOf(shape.slice(1))) : 1;
      return [
        name,
        tensor(
          "float32",
          shape,
          Float32Array.from({ length: sizeOf(shape) }, () => scale * rng.normal()),
        ),
      ];
    }),
  );
}
