/** @file A small space with made-up costs, on which strategies can be tried in no time. */
import type { Values } from "../base/index.ts";
import { flatten, linear } from "../nn/index.ts";
import { choice, defineSpace, flag, range, type SearchSpace } from "../space/index.ts";

export type TabularArchitecture = {
  readonly kind: "a" | "b" | "c";
  readonly size: number;
  readonly twin: boolean;
  readonly extra?: "x" | "y";
};

/** A space of 60 architectures, with a conditional decision and a forbidden combination. */
export function tabularSpace(): SearchSpace<TabularArchitecture> {
  return defineSpace({
    name: "tabular",
    decisions: {
      kind: choice(["a", "b", "c"]),
      size: range(1, 7),
      twin: flag(),
      extra: choice(["x", "y"]),
    },
    when: { extra: (arch) => arch.twin },
    forbid: [{ why: "c is never of size 1", test: (arch) => arch.kind === "c" && arch.size === 1 }],
    build: (arch, net) => linear(net, linear(net, flatten(net, net.input), arch.size), net.task.outputs),
  });
}

/** A space of a single architecture: nothing can be mutated. */
export function singleSpace(): SearchSpace<TabularArchitecture> {
  return defineSpace({
    name: "single",
    decisions: { kind: choice(["a"]), size: range(1, 1), twin: choice([false]) },
    build: (_arch, net) => linear(net, flatten(net, net.input), net.task.outputs),
  });
}

/** Made-up metrics: `loss` is least at kind b of size 5 with a twin of kind y; `score` grows with the size. */
export function tabularValues(arch: TabularArchitecture): Values {
  const kind = { a: 2, b: 0, c: 1 }[arch.kind];
  const twin = arch.twin ? (arch.extra === "y" ? 0 : 0.7) : 0.4;
  return { loss: kind + Math.abs(arch.size - 5) / 4 + twin, score: arch.size - kind };
}
