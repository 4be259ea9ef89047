/** @file A Switch in the runtime: every branch, every index; malformed ones never get there. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GraphError } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import {
  type Graph,
  GraphBuilder,
  type Node,
  optimize,
  type SwitchNode,
  type Value,
  verify,
} from "../../src/graph/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { feedsOf, randomGraph } from "../graph/random-graph.ts";
import { referenceRun } from "../reference/index.ts";

const engine = createNodeEngine();
const graphs = fc.array(randomGraph, { minLength: 2, maxLength: 4 });

/** A Switch whose branches are the graphs, nothing shared; with `deep`, also one of their totals in a branch of another. */
function switchOf(branches: readonly Graph[], deep = false): Graph {
  const builder = new GraphBuilder();
  const index = builder.input("index", { dtype: "int64", shape: [] });
  const captures = Array.from(branches[0]?.inputs ?? [], ([name, type]) => builder.input(name, type));
  const outputs = builder.appendSwitch(index, captures, branches, 0);
  if (!deep) return builder.build(outputs);
  const totals = branches.map((branch) => {
    const summed = GraphBuilder.from(branch);
    return summed.build([summed.op("ReduceSum", [summed.value(branch.outputs[0] as string)], { keepdims: 0 })]);
  });
  const sums = builder.switch(
    index,
    [index, ...captures],
    [
      (inner, [index, ...values]) => inner.appendSwitch(index as Value, values, totals, 1),
      (inner) => [inner.scalar(7)],
    ],
  );
  return builder.build([...outputs, ...sums]);
}

describe("Switch", () => {
  it("gives what the picked branch gives in the reference, one program for every index", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.boolean(), async (branches, deep) => {
        const graph = switchOf(branches, deep);
        await using program = await engine.compile(optimize(graph));
        for (let index = -1; index <= branches.length; index++) {
          const inputs = new Map([...graph.inputs].filter(([name]) => name !== "index"));
          const feeds = { ...feedsOf(inputs), index: tensor("int64", [], [index]) };
          const expected = referenceRun(graph, feeds);
          const results = await program.run(feeds);

          for (const [name, { shape, data }] of Object.entries(expected)) {
            expect(results[name]?.shape).toEqual(shape);
            data.forEach((value, i) => {
              expect(results[name]?.data[i]).toBeCloseTo(value, 3);
            });
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is refused before the runtime sees it, however its node or a branch is altered", async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(), fc.nat(), fc.boolean(), async (branches, which, how, deep) => {
        const graph = switchOf(branches, deep);
        const position = graph.nodes.findLastIndex(({ op }) => op === "Switch");
        const change = breakages[how % breakages.length] as (typeof breakages)[number];
        const nodes = graph.nodes.with(position, change(graph.nodes[position] as SwitchNode, which));

        await expect(engine.compile({ ...graph, nodes })).rejects.toThrow(GraphError);
      }),
      { numRuns: 150 },
    );
  });

  it("runs and has the types inferred where a random alteration of it is accepted", async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(), fc.nat(), async (branches, which, how) => {
        const graph = switchOf(branches);
        const alter = alterations[how % alterations.length] as (typeof alterations)[number];
        const altered = { ...graph, nodes: graph.nodes.map((node) => alter(node as SwitchNode, which)) };
        let types: ReturnType<typeof verify>;
        try {
          types = verify(altered);
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
          return;
        }
        accepted++;
        await using program = await engine.compile(altered);
        const inputs = new Map([...graph.inputs].filter(([name]) => name !== "index"));
        const results = await program.run({ ...feedsOf(inputs), index: tensor("int64", [], [which % 5]) });
        for (const [name, { dtype, shape, data }] of Object.entries(results))
          if (data.length > 0) expect({ dtype, shape: [...shape] }).toEqual({ ...types.get(name) });
      }),
      { numRuns: 150 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

type Change = (node: SwitchNode, which: number) => Node;

const inBranch =
  (change: (branch: Graph, which: number) => Graph): Change =>
  (node, which) => ({
    ...node,
    branches: node.branches.map((b, i) => (i === which % node.branches.length ? change(b, which) : b)),
  });

/** Each breaks any Switch. */
const breakages: readonly Change[] = [
  (node) => ({ ...node, inputs: node.inputs.slice(0, -1) }),
  (node) => ({ ...node, inputs: [...node.inputs, "nobody"] }),
  (node) => ({ ...node, inputs: [node.inputs.at(-1) as string, ...node.inputs.slice(1)] }),
  (node) => ({ ...node, outputs: node.outputs.slice(1) }),
  (node) => ({ ...node, outputs: [...node.outputs, "more"] }),
  (node) => ({ ...node, outputs: ["x0", ...node.outputs.slice(1)] }),
  (node) => ({ ...node, outputs: ["", ...node.outputs.slice(1)] }),
  (node) => ({ ...node, branches: node.branches.slice(0, 1) }),
  (node) => ({ ...node, branches: [...node.branches, null as never] }),
  (node, which) => ({ ...node, shared: [-1, 0.5, Number.NaN, 99][which % 4] as number }),
  (node) => ({ ...node, attributes: { axis: 0 } }),
  inBranch((branch) => ({ ...branch, inputs: new Map([...branch.inputs].slice(1)) })),
  inBranch((branch) => ({ ...branch, outputs: [...branch.outputs, "nobody"] })),
  inBranch((branch) => ({ ...branch, outputs: branch.outputs.slice(1) })),
  inBranch((branch) => ({ ...branch, outputs: [...branch.outputs, ...branch.outputs] })),
  inBranch((branch) => ({ ...branch, constants: new Map([["c", { ...tensor("float32", [1], [1]), shape: [2] }]]) })),
  inBranch((branch) => ({
    ...branch,
    nodes: [...branch.nodes, { op: "Relu", inputs: ["nobody"], outputs: ["r"], attributes: {} }],
  })),
  inBranch((branch) => ({
    ...branch,
    nodes: [...branch.nodes, { op: "Relu7" as never, inputs: [], outputs: ["r"], attributes: {} }],
  })),
];

/** Each may or may not leave a sound graph. */
const alterations: readonly Change[] = [
  (node, which) => ({ ...node, shared: which % 3 }),
  (node) => ({ ...node, branches: node.branches.toReversed() }),
  (node, which) => ({ ...node, branches: [...node.branches, ...node.branches].slice(0, 1 + (which % 6)) }),
  (node, which) => ({
    ...node,
    outputs: node.outputs.map((name, i) => (i === which % node.outputs.length ? "renamed" : name)),
  }),
  inBranch((branch, which) => ({
    ...branch,
    nodes: branch.nodes.filter((_, i) => i !== which % (branch.nodes.length + 1)),
  })),
  inBranch((branch, which) => ({
    ...branch,
    outputs: branch.outputs.map((_, i) => [...branch.inputs.keys()][i + which] ?? "x0"),
  })),
  inBranch((branch) => ({
    ...branch,
    constants: new Map([...branch.constants, ["index", tensor("float32", [1], [1])]]),
  })),
];
