import { describe, expect, it } from "vitest";
import { appendGradients, gradient } from "../../src/autodiff/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder, optimize, type Value, verify } from "../../src/graph/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";
import { checkSlope } from "./compare.ts";
import { feedsFor, type Net, standalone, supernet } from "./supernet.ts";

const engine = createNodeEngine();
const spec = { layers: 4, choices: ["conv3", "conv1", "skip", "avgpool"], batch: 2, channels: 2, size: 4 } as const;
const paths = Array.from({ length: 256 }, (_, i) => [i >> 6, (i >> 4) & 3, (i >> 2) & 3, i & 3]);
const scalarIndex = { dtype: "int64", shape: [] } as const;
const vectorType = { dtype: "float32", shape: [3] } as const;

/** The loss and its gradients by all parameters, named after them. */
function stepOf({ graph, loss, parameters }: Net, unchosen: "zero" | "absent"): Graph {
  const gradients = appendGradients(graph, loss, [...parameters.values()], { unchosen });
  const named = [...parameters.keys()].map((name, i) => [`by ${name}`, gradients[i] as Value] as const);
  return graph.build(new Map([["loss", loss], ...named]));
}

/** Bytes of results by name, without those of values of which nothing is there. */
function present(
  results: Readonly<Record<string, { readonly data: ArrayLike<number | bigint> }>>,
): Map<string, string> {
  const some = Object.entries(results).filter(([, { data }]) => data.length > 0);
  return new Map(some.map(([name, { data }]) => [name, Array.from(data, String).join(" ")]));
}

describe("gradient of a supernet", () => {
  it("is bit for bit that of each path's network alone in the runtime, without compiling anew", async () => {
    const net = supernet(spec);
    await using program = await engine.compile(optimize(stepOf(net, "absent")));
    for (const path of paths) {
      const alone = standalone(spec, path);
      await using compiled = await engine.compile(optimize(stepOf(alone, "zero")));

      const expected = present(await compiled.run(feedsFor(alone, path)));
      expect(present(await program.run(feedsFor(net, path))), `path ${path}`).toEqual(expected);
    }
  }, 60_000);

  it("is that of each path's network alone in the reference interpreter, lowered or not", () => {
    const net = supernet(spec);
    const step = stepOf(net, "absent");
    const lowered = optimize(step);
    for (const path of paths.filter((_, i) => i % 11 === 0)) {
      const alone = standalone(spec, path);
      const feeds = feedsFor(net, path);

      const aloneStep = stepOf(alone, "zero");
      expect(present(referenceRun(step, feeds))).toEqual(present(referenceRun(aloneStep, feedsFor(alone, path))));
      expect(present(referenceRun(lowered, feeds))).toEqual(
        present(referenceRun(optimize(aloneStep), feedsFor(alone, path))),
      );
    }
  });

  it("is zero for the parameters of other branches if asked for", async () => {
    const net = supernet(spec);
    const absent = stepOf(supernet(spec), "absent");
    await using program = await engine.compile(optimize(stepOf(net, "zero")));
    for (const path of paths.slice(70, 74)) {
      const feeds = feedsFor(net, path);
      const results = await program.run(feeds);
      const touched = present(referenceRun(absent, feeds));

      for (const [name, { shape, data }] of Object.entries(results)) {
        if (touched.has(name)) continue;
        expect(shape).toEqual(net.parameters.get(name.slice(3))?.type.shape);
        expect((data as Float32Array).every((value) => value === 0)).toBe(true);
      }
    }
  });
});

/** Σ a·y for y = a·x | x²·w | u², where u = exp(tanh(x·w)) | tanh(x·w·a) by an inner Switch. */
function nested(): { graph: GraphBuilder; loss: Value; wrt: Value[] } {
  const graph = new GraphBuilder();
  const [outer, inner] = [graph.input("outer", scalarIndex), graph.input("inner", scalarIndex)];
  const [x, a, w] = ["x", "a", "w"].map((name) => graph.input(name, vectorType)) as [Value, Value, Value];
  const [y] = graph.switch(
    outer,
    [x, a, w, inner],
    [
      (g, [x, a]) => [g.op("Mul", [a as Value, x as Value])],
      (g, [x, , w]) => [g.op("Mul", [g.op("Mul", [x as Value, x as Value]), w as Value])],
      (g, [x, a, w, inner]) => {
        const product = g.op("Mul", [x as Value, w as Value]);
        const picked = g.switch(
          inner as Value,
          [product, a as Value],
          [
            (h, [p]) => [h.op("Exp", [h.op("Tanh", [p as Value])])],
            (h, [p, a]) => [h.op("Tanh", [h.op("Mul", [p as Value, a as Value])])],
          ],
        );
        return [g.op("Mul", [picked[0] as Value, picked[0] as Value])];
      },
    ],
  ) as [Value];
  const loss = graph.op("ReduceSum", [graph.op("Mul", [y, a])], { keepdims: 0 });
  return { graph, loss, wrt: [x, a, w] };
}

const picks = [
  [0, 0],
  [1, 0],
  [2, 0],
  [2, 1],
  [-5, 7],
] as const;

function nestedFeeds(outer: number, inner: number): Record<string, Tensor> {
  return {
    outer: tensor("int64", [], [outer]),
    inner: tensor("int64", [], [inner]),
    x: tensor("float32", [3], [0.5, -1, 2]),
    a: tensor("float32", [3], [1, 2, -3]),
    w: tensor("float32", [3], [0.1, 0.2, -0.3]),
  };
}

describe("gradient of nested Switches", () => {
  it.each(picks)("of branch %i, %i is the difference quotient, in the first and second order", async (outer, inner) => {
    const { graph, loss, wrt } = nested();
    const first = appendGradients(graph, loss, wrt, { unchosen: "absent" });
    const squares = first.map((value) => graph.op("ReduceSumSquare", [value], { keepdims: 0 }));
    const loss2 = graph.op("Sum", squares);
    const second = appendGradients(graph, loss2, wrt);
    const named = (prefix: string, values: readonly Value[]): [string, Value][] =>
      values.map((value, i) => [`${prefix}.${wrt[i]?.name}`, value]);
    const built = graph.build(
      new Map([["loss", loss], ["loss2", loss2], ...named("first", first), ...named("second", second)]),
    );
    verify(built);
    const feeds = nestedFeeds(outer, inner);
    const expected = referenceRun(built, feeds);
    const namesOf = (prefix: string) => new Map(wrt.map(({ name }) => [`${prefix}.${name}`, name]));

    checkSlope(built, feeds, "loss", namesOf("first"), expected);
    checkSlope(built, feeds, "loss2", namesOf("second"), expected);

    await using program = await engine.compile(optimize(built));
    const results = await program.run(feeds);
    for (const [name, { data }] of Object.entries(results))
      expect(Math.abs(Number(data[0]) - (expected[name]?.data[0] as number)), name).toBeLessThan(1e-3);
  });
});

describe("appendGradients() through a Switch", () => {
  const both = () => {
    const graph = new GraphBuilder();
    const index = graph.input("index", scalarIndex);
    const [x, a, b, c] = ["x", "a", "b", "c"].map((name) => graph.input(name, vectorType)) as [
      Value,
      Value,
      Value,
      Value,
    ];
    const [y] = graph.switch(
      index,
      [x, a, b, c],
      [
        (g, [x, a, , c]) => [g.op("Mul", [g.op("Mul", [x as Value, a as Value]), c as Value])],
        (g, [x, , b, c]) => [g.op("Sub", [g.op("Mul", [x as Value, b as Value]), c as Value])],
        (_, [x]) => [x as Value],
      ],
    ) as [Value];
    return { graph, x, a, b, c, y, loss: graph.op("ReduceSum", [y], { keepdims: 0 }) };
  };
  const feedsOf = (index: number) => ({
    index: tensor("int64", [], [index]),
    ...Object.fromEntries(["x", "a", "b", "c"].map((name, i) => [name, tensor("float32", [3], [i + 1, 2, 3])])),
  });
  const run = (graph: Graph, index: number) =>
    Object.values(referenceRun(graph, feedsOf(index))).map((v) => [...v.data]);

  it("leaves out what one branch alone has, and has zeros where several branches read a value", () => {
    const { graph, x, a, b, c, loss } = both();
    const built = graph.build(appendGradients(graph, loss, [x, a, b, c], { unchosen: "absent" }));

    expect(run(built, 0)).toEqual([[8, 4, 9], [4, 4, 9], [], [2, 4, 9]]);
    expect(run(built, 1)).toEqual([[3, 2, 3], [], [1, 2, 3], [-1, -1, -1]]);
    expect(run(built, 2)).toEqual([[1, 1, 1], [], [], [0, 0, 0]]);
  });

  it("has zeros where a value of one branch is read elsewhere, or asked for twice", () => {
    const { graph, a, b, loss } = both();
    const sum = graph.op("Add", [loss, graph.op("ReduceSum", [a], { keepdims: 0 })]);
    const built = graph.build(graph.distinct(appendGradients(graph, sum, [a, b, b], { unchosen: "absent" })));

    expect(run(built, 2)).toEqual([
      [1, 1, 1],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it("is passed on by gradient(), whose outputs are distinct", () => {
    const { graph, loss } = both();
    const built = gradient(graph.build([loss]), loss.name, ["a", "b"], { unchosen: "absent" });

    verify(built);
    expect(run(built, 0)[1]).toEqual([4, 4, 9]);
    expect(run(built, 0)[2]).toEqual([]);
  });

  it("gives an int64 index and unread captures no gradient", () => {
    const { graph, x, loss } = both();
    const gradients = appendGradients(graph, loss, [x]);

    expect(graph.nodes.filter(({ op }) => op === "Switch")).toHaveLength(2);
    expect(run(graph.build(gradients), 2)).toEqual([[1, 1, 1]]);
  });

  it("refuses a loss, or values to differentiate by, of one branch alone", () => {
    const { graph, a, loss } = both();
    const [byA] = appendGradients(graph, loss, [a], { unchosen: "absent" }) as [Value];

    expect(() => appendGradients(graph, loss, [byA])).toThrow("is of one branch alone");
  });
});
