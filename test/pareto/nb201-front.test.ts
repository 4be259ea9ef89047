import { expect, test } from "vitest";
import { hypervolume, nonDominatedSort, paretoFront } from "../../src/pareto/index.ts";
import { loadAccuracies } from "../strategy/tabular-benchmark.ts";

const table = loadAccuracies();

test.skipIf(table === undefined)(
  "paretoFront() finds the front of the NAS-Bench-201 table (skipped without it)",
  () => {
    const count = (cell: string, operation: string): number => cell.split(operation).length - 1;
    const points = [...(table ?? [])].map(([cell, accuracy]) => [
      100 - accuracy.test,
      7_783_050 + 3_932_160 * count(cell, "nor_conv_1x1") + 35_389_440 * count(cell, "nor_conv_3x3"),
    ]);

    // Cells of equal accuracy and cost are all on the front; the known number counts them once.
    const front = [
      ...new Map(paretoFront(points).map((i) => [`${points[i]}`, points[i] as [number, number]])).values(),
    ];

    expect(front).toHaveLength(14);
    const byCost = front.toSorted((a, b) => a[1] - b[1]);
    expect(byCost[0]?.map((x) => Number(x.toFixed(3)))).toEqual([13.203, 7_783_050]);
    expect(byCost.at(-1)?.map((x) => Number(x.toFixed(3)))).toEqual([5.627, 153_272_970]);
    const scaled = points.map(([error = 0, macs = 0]) => [error / 90, macs / 220_119_690]);
    expect(hypervolume(scaled, [1, 1])).toBeCloseTo(0.895795, 6);
    expect(nonDominatedSort(scaled.slice(0, 1500))[0]).toEqual(paretoFront(scaled.slice(0, 1500)));
  },
);
