import { expect, test } from "vitest";
import { strategies } from "../../src/strategy/index.ts";
import { espalier, tempFolder } from "./run-espalier.ts";

test("espalier list strategies --json gives what each needs, and its traits", async () => {
  const { code, out } = await espalier(await tempFolder(), "list", "strategies", "--json");
  const entries = JSON.parse(out) as { name: string }[];

  expect(code).toBe(0);
  expect(entries.map(({ name }) => name)).toEqual(Object.keys(strategies));
  expect(entries.find(({ name }) => name === "genetic")).toEqual({
    name: "genetic",
    summary: strategies.genetic.summary,
    needs: ["mutable", "crossable", "parametric"],
    ...strategies.genetic.traits,
  });
});
