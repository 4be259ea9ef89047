import fc from "fast-check";
import { expect, test } from "vitest";
import { placeColumns } from "../../src/report/dag-columns.ts";
import { drawDag } from "../../src/report/dag-drawing.ts";
import { arrangeRows } from "../../src/report/dag-rows.ts";
import type { LabelledDag } from "../../src/space/index.ts";

const anyDag: fc.Arbitrary<LabelledDag> = fc.integer({ min: 1, max: 9 }).chain((nodes) =>
  fc.array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)), { maxLength: 14 }).map((pairs) => ({
    labels: Array.from({ length: nodes }, (_, node) => `node ${node}`),
    edges: pairs.flatMap(([a, b]): [number, number][] => (a === b ? [] : [[Math.min(a, b), Math.max(a, b)]])),
  })),
);

const chain: LabelledDag = {
  labels: ["input", "conv 3x3 16", "add", "output"],
  edges: [
    [0, 1],
    [1, 2],
    [0, 2],
    [2, 3],
  ],
};

/** All six operations of a NAS-Bench-201 cell; it can be drawn without a crossing. */
const cell: LabelledDag = {
  labels: ["input", "0→1", "0→2", "1→2", "0→3", "1→3", "2→3", "output"],
  edges: [
    [0, 1],
    [0, 2],
    [0, 4],
    [1, 3],
    [1, 5],
    [2, 6],
    [3, 6],
    [4, 7],
    [5, 7],
    [6, 7],
  ],
};

test("arrangeRows() puts every slot into one row, and edges go down a row at a time", () => {
  fc.assert(
    fc.property(anyDag, (dag) => {
      const { rows, routes } = arrangeRows(dag);
      const rowOf = new Map(rows.flatMap((row, i) => row.map((slot) => [slot, i] as const)));
      expect(rowOf.size).toBe(rows.flat().length);
      for (let node = 0; node < dag.labels.length; node++) expect(rowOf.has(node)).toBe(true);
      for (const [i, [from, to]] of dag.edges.entries()) {
        const route = routes[i] as number[];
        expect([route[0], route.at(-1)]).toEqual([from, to]);
        const first = rowOf.get(from) as number;
        expect(route.map((slot) => rowOf.get(slot))).toEqual(route.map((_, step) => first + step));
      }
    }),
  );
});

test("arrangeRows() finds the order of a whole cell without a crossing", () => {
  const { rows, below } = arrangeRows(cell);
  const crossings = rows.slice(1).flatMap((row, i) => {
    const links = (rows[i] as number[]).flatMap((slot, place) =>
      (below[slot] as number[]).map((to) => [place, row.indexOf(to)] as const),
    );
    return links.filter(([a, b]) => links.some(([c, d]) => a < c && b > d));
  });
  expect(crossings).toEqual([]);
});

test("placeColumns() keeps slots of a row apart, in order, from 0 on", () => {
  fc.assert(
    fc.property(anyDag, (dag) => {
      const nodes = dag.labels.length;
      const layout = arrangeRows(dag);
      const xs = placeColumns(layout, { nodes, width: 80, gap: 16 });
      const half = (slot: number): number => (slot < nodes ? 40 : 0);
      for (const row of layout.rows) {
        for (const [i, slot] of row.slice(1).entries()) {
          const before = row[i] as number;
          const space = (xs[slot] as number) - half(slot) - (xs[before] as number) - half(before);
          expect(space).toBeGreaterThanOrEqual(16 - 1e-6);
        }
      }
      expect(Math.min(...xs.map((x, slot) => x - half(slot)))).toBeCloseTo(0);
    }),
  );
});

test("placeColumns() keeps a chain in line and leads its shortcut beside it", () => {
  const [input, conv, add, output, waypoint] = placeColumns(arrangeRows(chain), { nodes: 4, width: 80, gap: 16 });

  for (const x of [input, conv, add, output]) expect(x).toBeCloseTo(40, 1);
  expect(waypoint).toBeCloseTo(96, 1);
});

test("drawDag() draws boxes within the picture and arrows that end at boxes", () => {
  fc.assert(
    fc.property(anyDag, (dag) => {
      const svg = drawDag(dag, "plan")?.markup ?? "";
      const [, left, top, width, height] = (svg.match(/viewBox="(\S+) (\S+) (\S+) (\S+)"/) ?? []).map(Number);
      const boxes = [...svg.matchAll(/<rect x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"/g)].map((match) =>
        match.slice(1).map(Number),
      ) as [number, number, number, number][];
      expect(boxes).toHaveLength(dag.labels.length);
      for (const [x, y, w, h] of boxes) {
        expect(x).toBeGreaterThanOrEqual(left as number);
        expect(y).toBeGreaterThanOrEqual(top as number);
        expect(x + w).toBeLessThanOrEqual((left as number) + (width as number));
        expect(y + h).toBeLessThanOrEqual((top as number) + (height as number));
      }
      const tips = [...svg.matchAll(/class="tip" d="M([^,]+),([^l]+)l/g)].map((match) => match.slice(1).map(Number));
      expect(tips).toHaveLength(dag.edges.length);
      for (const [i, [x, y]] of (tips as [number, number][]).entries()) {
        const [, to] = dag.edges[i] as readonly [number, number];
        const [boxX, boxY, boxWidth] = boxes[to] as [number, number, number, number];
        expect(y).toBe(boxY);
        expect(Math.abs(x - boxX - boxWidth / 2)).toBeLessThan(boxWidth / 2);
      }
    }),
  );
});

test("drawDag() breaks long labels after commas, cuts what is left and escapes all", () => {
  const label = `linear 256, batch norm, gelu, dropout 0.3, <b>${"x".repeat(40)}</b>, more`;
  const svg = drawDag({ labels: [label], edges: [] }, "plan")?.markup ?? "";
  const lines = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, line]) => line);

  expect(lines).toEqual(["linear 256, batch norm,", "gelu, dropout 0.3,", "&lt;b&gt;xxxxxxxxxxxxxxxxxxxx…"]);
  expect(svg).not.toContain("<b>");
  expect(svg).toContain("&lt;/b&gt;, more</title>");
  expect(drawDag({ labels: [], edges: [] }, "plan")).toBeNull();
});
