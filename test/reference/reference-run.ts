/** @file Interprets a graph with plain kernels in float64: what every other way to run it must agree with. */
import { type Graph, inferNode, type OpType, outputsOfBranch, type SwitchNode } from "../../src/graph/index.ts";
import { sameShape, sizeOf, type TensorType } from "../../src/tensor/index.ts";
import { blocked } from "./blocked.ts";
import { convolution } from "./convolution.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { layout } from "./layout.ts";
import { type AnyTensor, at, type Inputs, type Kernels, type PlainTensor, plain, toPlain } from "./plain-tensor.ts";
import { pooling } from "./pooling.ts";
import { product } from "./product.ts";
import { reductions } from "./reduction.ts";

const kernels: Kernels<OpType> = {
  ...elementwise,
  ...blocked,
  ...product,
  ...convolution,
  ...pooling,
  ...layout,
  ...indexing,
  ...reductions,
};

/**
 * Runs a graph, nothing rounded to float32.
 *
 * @param feeds  A tensor for each input, of any number type (Float64Array for finite differences).
 * @returns The graph's outputs; bool as 0 and 1, int64 as numbers.
 */
export function referenceRun(graph: Graph, feeds: Readonly<Record<string, AnyTensor>>): Record<string, PlainTensor> {
  const values = new Map<string, PlainTensor>();
  for (const [name, constant] of graph.constants) values.set(name, toPlain(constant));
  for (const [name, { shape }] of graph.inputs) {
    const feed = feeds[name];
    if (!feed || !sameShape(feed.shape, shape))
      throw new Error(`input ${name} is [${feed?.shape}], expected [${shape}]`);
    values.set(name, toPlain(feed));
  }
  const lookUp = (name: string): PlainTensor => {
    const value = values.get(name);
    if (!value) throw new Error(`${name} is not computed`);
    return value;
  };
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(lookUp);
    if (node.op === "Switch") {
      for (const [name, value] of runSwitch(node, inputs)) values.set(name, value);
      continue;
    }
    if (node.op === "Identity" && isAbsent(at(inputs, 0))) {
      values.set(at(node.outputs, 0), at(inputs, 0));
      continue;
    }
    const types = inferNode(node, inputs);
    const results = kernels[node.op](
      inputs as unknown as Inputs,
      node.attributes,
      types as [TensorType, ...TensorType[]],
    );
    node.outputs.forEach((name, i) => {
      values.set(name, at(results, i));
    });
  }
  return Object.fromEntries(graph.outputs.map((name) => [name, lookUp(name)]));
}

/** True for what a branch that did not run would have returned. */
const isAbsent = ({ data }: PlainTensor): boolean => data.length === 0;

/** Results of the picked branch, and empty ones in place of those of the others. */
function runSwitch(node: SwitchNode, [index, ...captures]: readonly PlainTensor[]): Map<string, PlainTensor> {
  const picked = index?.data[0] as number;
  const b = picked in node.branches ? picked : node.branches.length - 1;
  const branch = at(node.branches, b);
  const feeds = [...branch.inputs].map(([name, type], i): [string, PlainTensor] => {
    const capture = at(captures, i);
    // What is absent may not be read: if it was, the results would show it.
    const filler = (): PlainTensor =>
      plain(type.dtype, type.shape, new Float64Array(sizeOf(type.shape)).fill(Number.NaN));
    return [name, isAbsent(capture) ? filler() : capture];
  });
  const results = referenceRun(branch, Object.fromEntries(feeds));
  const values = new Map(node.outputs.map((name) => [name, plain("float32", [0])]));
  outputsOfBranch(node, b).forEach((name, i) => {
    values.set(name, results[at(branch.outputs, i)] as PlainTensor);
  });
  return values;
}
