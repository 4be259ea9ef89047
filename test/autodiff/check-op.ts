/** @file Checks everything that is said of an op at one case of it, in one call. */
import { expect } from "vitest";
import { appendGradients } from "../../src/autodiff/index.ts";
import { createRng, type Rng } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder, type OpType, optimize, type Value, verify } from "../../src/graph/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun, toPlain } from "../reference/index.ts";
import { checkClose, checkSlope, type Feeds } from "./compare.ts";
import { type InputSpec, nameOf, type OpCase, reals as realsOf } from "./op-case.ts";

/** Names of the values of a checked graph. */
interface Checked {
  readonly graph: Graph;
  readonly feeds: Feeds;
  /** Inputs that the loss is differentiated by numerically, by the name of their gradient. */
  readonly first: ReadonlyMap<string, string>;
  /** Gradients by what indices and conditions were cast from. */
  readonly zero: ReadonlyMap<string, string>;
  /** Inputs that a function of the first gradients is differentiated by, by the name of the second gradient. */
  readonly second: ReadonlyMap<string, string>;
}

const engine = createNodeEngine();

/**
 * Checks an op:
 * 1. the types inferred are those of a run by the runtime;
 * 2. the runtime's result is the reference interpreter's, as are those of all gradients (lowered);
 * 3. the gradient of Σ y · c is the central difference, in float64;
 * 4. the gradient by integers and conditions is zero;
 * 5. the gradient of Σ dx · d, by x and by c, is the central difference.
 */
export async function checkOp(type: OpType, testCase: OpCase): Promise<void> {
  const rng = createRng(`${type} ${nameOf(testCase)}`);
  const { graph, feeds, first, second, zero } = build(type, testCase, rng);
  const expected = referenceRun(graph, feeds);

  for (const [gradient, input] of first) checkSlope(graph, feeds, "loss", new Map([[gradient, input]]), expected);
  for (const name of zero.keys()) expect(Math.max(0, ...(expected[name]?.data.map(Math.abs) ?? [])), name).toBe(0);
  if (second.size > 0) checkSlope(graph, feeds, "loss2", second, expected);

  const optimized = optimize(graph);
  checkClose("lowered", referenceRun(optimized, feeds), expected, () => 1e-6);
  await using program = await engine.compile(optimized);
  const results = await program.run(feeds);
  for (const [name, type] of verify(graph)) {
    const result = results[name];
    if (result) expect({ name, dtype: result.dtype, shape: result.shape }).toEqual({ name, ...type });
  }
  const plain = Object.fromEntries(Object.entries(results).map(([name, value]) => [name, toPlain(value)]));
  checkClose("run", plain, expected, (name) => (name.startsWith("y") ? 1e-5 : 1e-4));
}

type Feed = (name: string, spec: InputSpec) => Value;

/** Names: inputs x0…, outputs y0…, cotangents c0…, gradients gx0…, directions dx0… of them, second gradients hx0…, hc0…. */
function build(type: OpType, { inputs, attributes = {}, outputs, used }: OpCase, rng: Rng): Checked {
  const graph = new GraphBuilder();
  const feeds: Record<string, Tensor> = {};
  const feed: Feed = (name, spec) => {
    const value = tensor("float32", spec.shape, spec.draw(rng));
    feeds[name] = value;
    return graph.input(name, { dtype: value.dtype, shape: value.shape });
  };
  const { operands, reals, casts } = appendOperands(graph, inputs, feed, rng);
  const results = graph.node(type, operands, attributes, outputs);
  const named = new Map(results.map((value, i) => [`y${i}`, value]));

  const { loss, cotangents } = appendLoss(graph, results, used ?? [...results.keys()], feed);
  named.set("loss", loss);
  const first = nameGradients(graph, named, "g", loss, reals);
  const zero = nameGradients(graph, named, "g", loss, casts);
  if (reals.size === 0) return { graph: graph.build(named), feeds, first, zero, second: new Map() };

  const slopes = [...first].map(([gradient, input]) => {
    const value = named.get(gradient) as Value;
    return dot(graph, value, feed(`d${input}`, realsOf(value.type.shape)));
  });
  const loss2 = graph.op("Sum", slopes);
  named.set("loss2", loss2);
  const second = nameGradients(graph, named, "h", loss2, new Map([...reals, ...cotangents]));
  return { graph: graph.build(named), feeds, first, zero, second };
}

function appendOperands(
  graph: GraphBuilder,
  inputs: readonly InputSpec[],
  feed: Feed,
  rng: Rng,
): { operands: Value[]; reals: Map<string, Value>; casts: Map<string, Value> } {
  const operands: Value[] = [];
  const reals = new Map<string, Value>();
  const casts = new Map<string, Value>();
  inputs.forEach((spec, i) => {
    const name = `x${i}`;
    if (spec.compute) operands.push(spec.compute(graph, operands));
    else if (spec.constant) operands.push(graph.constant(tensor(spec.dtype, spec.shape, spec.draw(rng)), name));
    else {
      const value = feed(name, spec);
      (spec.dtype === "float32" ? reals : casts).set(name, value);
      // Integers and conditions are cast in the graph, so that their gradient can be asked for.
      operands.push(spec.dtype === "float32" ? value : graph.op("Cast", [value], { to: spec.dtype }));
    }
  });
  return { operands, reals, casts };
}

/** Appends the sum of the outputs times cotangents. */
function appendLoss(
  graph: GraphBuilder,
  results: readonly Value[],
  used: readonly number[],
  feed: Feed,
): { loss: Value; cotangents: Map<string, Value> } {
  const cotangents = new Map<string, Value>();
  const terms = used.map((i) => {
    const y = results[i] as Value;
    const c = feed(`c${i}`, realsOf(y.type.shape));
    cotangents.set(`c${i}`, c);
    return dot(graph, y.type.dtype === "float32" ? y : graph.op("Cast", [y], { to: "float32" }), c);
  });
  return { loss: graph.op("Sum", terms), cotangents };
}

/** Appends gradients, names them by a prefix and returns the inputs by these names. */
function nameGradients(
  graph: GraphBuilder,
  named: Map<string, Value>,
  prefix: string,
  loss: Value,
  inputs: ReadonlyMap<string, Value>,
): Map<string, string> {
  const gradients = appendGradients(graph, loss, [...inputs.values()]);
  return new Map(
    [...inputs.keys()].map((input, i) => {
      named.set(prefix + input, gradients[i] as Value);
      return [prefix + input, input];
    }),
  );
}

function dot(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.op("ReduceSum", [graph.op("Mul", [a, b])], { keepdims: 0 });
}
