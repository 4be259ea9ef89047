/** @file Malformed graphs end in a GraphError; they never reach the native runtime, which they could crash. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { GraphError } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import type { Graph, Node } from "../../src/graph/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { randomGraph } from "../onnx/random-graph.ts";

const engine = createNodeEngine();

/** Ways to break any graph; `pick` is a number to choose a node by. */
const breakages: Record<string, (graph: Graph, pick: number) => Graph> = {
  "an input nobody defines": (graph, pick) =>
    withNode(graph, pick, (node) => ({ ...node, inputs: ["nobody", ...node.inputs.slice(1)] })),
  "a cycle": (graph, pick) =>
    withNode(graph, pick, (node) => ({ ...node, inputs: [node.outputs[0] as string, ...node.inputs.slice(1)] })),
  "a node before its inputs": (graph) => ({
    ...graph,
    nodes: [
      { op: "Identity", inputs: graph.nodes[0]?.outputs ?? [], outputs: ["early"], attributes: {} },
      ...graph.nodes,
    ],
  }),
  "a value defined twice": (graph, pick) => ({ ...graph, nodes: [...graph.nodes, nodeAt(graph, pick)] }),
  "no inputs": (graph, pick) => withNode(graph, pick, (node) => ({ ...node, inputs: [] })),
  "no outputs": (graph, pick) => withNode(graph, pick, (node) => ({ ...node, outputs: [] })),
  "more outputs than the op has": (graph, pick) =>
    withNode(graph, pick, (node) => ({ ...node, outputs: [...node.outputs, "a", "b", "c", "d"] })),
  "an unknown op": (graph, pick) => withNode(graph, pick, (node) => ({ ...node, op: "Loop" as never })),
  "an unknown attribute": (graph, pick) =>
    withNode(graph, pick, (node) => ({ ...node, attributes: { ...node.attributes, speed: 3 } })),
  "attributes that are no numbers": (graph, pick) =>
    withNode(graph, pick, (node) => ({
      ...node,
      attributes: { unknown: 1, ...mapValues(node.attributes, () => Number.NaN) },
    })),
  "an output nobody defines": (graph) => ({ ...graph, outputs: [...graph.outputs, "nobody"] }),
  "an output listed twice": (graph) => ({ ...graph, outputs: [...graph.outputs, ...graph.outputs] }),
  "a constant with too few elements": (graph) =>
    withConstant(graph, { dtype: "float32", shape: [3], data: new Float32Array(2) }),
  "a constant of another array": (graph) =>
    withConstant(graph, { ...tensor("float32", [1], [1]), data: new Int32Array(1) }),
  "an input of negative size": (graph) => withInput(graph, "float32", [-1]),
  "an input of broken size": (graph) => withInput(graph, "float32", [1.5]),
  "an input of unknown dtype": (graph) => withInput(graph, "float16", [1]),
};

function nodeAt(graph: Graph, pick: number): Node {
  return graph.nodes[pick % graph.nodes.length] as Node;
}

function withNode(graph: Graph, pick: number, change: (node: Node) => Node): Graph {
  const chosen = nodeAt(graph, pick);
  return { ...graph, nodes: graph.nodes.map((node) => (node === chosen ? change(node) : node)) };
}

function withConstant(graph: Graph, value: Tensor): Graph {
  return { ...graph, constants: new Map([...graph.constants, ["broken", value]]) };
}

function withInput(graph: Graph, dtype: string, shape: number[]): Graph {
  return { ...graph, inputs: new Map([...graph.inputs, ["broken", { dtype: dtype as "float32", shape }]]) };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

test.each(Object.keys(breakages))("compile() refuses any graph with %s", async (name) => {
  await fc.assert(
    fc.asyncProperty(randomGraph, fc.nat(), async (graph, pick) => {
      const broken = (breakages[name] as (typeof breakages)[string])(graph, pick);

      await expect(engine.compile(broken)).rejects.toThrow(GraphError);
    }),
    { numRuns: 40 },
  );
});
