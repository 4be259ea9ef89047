/** @file The NAS-Bench-Graph space: graph neural networks of four operations. */
import { SpaceError } from "../../base/index.ts";
import { type Slots, slotSpace } from "../slot-space.ts";
import type { LabelledDag, SearchSpace } from "../space.ts";
import { canonicalNet, type GraphNet, links, operations } from "./canonical-tree.ts";

const name = "nas-bench-graph";
const nodes = 4;

/**
 * Creates the NAS-Bench-Graph space, to be searched in published tables: nine shapes of four nodes with nine operations
 * each. An architecture is `link:operations` such as `0112:gcn-gat-skip-fc`, the first two columns of the table joined:
 * for each node the one it reads (0 the input), and its operation. The key is the canonical architecture, of which
 * there are 26,206, each a row of the table. All-skip networks are no part of it.
 *
 * `build` throws: the networks take graphs, which no data set of this project holds.
 *
 * Source: Qin et al. 2022, "NAS-Bench-Graph: Benchmarking Graph Neural Architecture Search".
 */
export function nasBenchGraph(): SearchSpace<string> {
  return slotSpace({
    name,
    input: "any",
    slots: [
      { name: "link", options: links },
      ...Array.from({ length: nodes }, (_, i) => ({ name: `node ${i + 1}`, options: operations })),
    ],
    forbid: [{ why: "it skips all", test: ([, ...ops]) => ops.every((operation) => operation === "skip") }],
    size: BigInt(links.length * (operations.length ** nodes - 1)),
    example: "0112:gcn-gat-skip-fc",
    format: ([link, ...ops]) => `${link}:${ops.join("-")}`,
    read: readNet,
    key: (values) => {
      const { parents, operations: ops } = canonicalNet(netOf(values));
      return `${parents.join("")}:${ops.join("-")}`;
    },
    build: () => {
      throw new SpaceError(
        `Cannot build a network of ${name}: its networks take graphs, expected a search in a table, as no data set here holds graphs`,
      );
    },
    describe: (values) => describeNet(netOf(values)),
    toDag: (values) => netDag(netOf(values)),
  });
}

function netOf([link = "", ...ops]: Slots): GraphNet {
  return { parents: [...link].map(Number), operations: ops };
}

function readNet(text: string): Slots {
  const [link = "", ops = "", ...rest] = text.split(":");
  const values = [link, ...ops.split("-")];
  if (rest.length === 0 && values.length === nodes + 1) return values;
  throw new SpaceError(
    `Cannot read a NAS-Bench-Graph network: it is "${text}", expected link:operations with four digits and four names, such as 0112:gcn-gat-skip-fc`,
  );
}

function describeNet(net: GraphNet): string {
  const nameOf = (node: number): string => (node === 0 ? "input" : `node ${node}`);
  const leaves = net.parents.flatMap((_, i) => (net.parents.includes(i + 1) ? [] : [nameOf(i + 1)]));
  const lines = net.parents.map((parent, i) => `node ${i + 1} = ${net.operations[i]}(${nameOf(parent)})`);
  return [...lines, `output = ${leaves.join(", ")}`].join("\n");
}

/** The canonical network: input, operations, output; the leaves lead to the output. */
function netDag(net: GraphNet): LabelledDag {
  const { parents, operations: ops } = canonicalNet(net);
  const output = ops.length + 1;
  const leaves = parents.flatMap((_, i) => (parents.includes(i + 1) ? [] : [[i + 1, output] as const]));
  return {
    labels: ["input", ...ops, "output"],
    edges: [...parents.map((parent, i) => [parent, i + 1] as const), ...leaves],
  };
}
