import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { espalier, start, tempFolder } from "./run-espalier.ts";

const small = ["--epochs", "1", "--workers", "1", "--space", "mlp", "--space-option", "widths=16"];

/** A table of two classes with a column that tells them apart, and a few rows that are wrong. */
function table(): string {
  const rows = Array.from(
    { length: 120 },
    (_, i) => `${i % 2 ? 3 : 1}.${i % 7},${i % 13},${(i % 2) ^ Number(i % 29 === 0) ? "yes" : "no"}`,
  );
  return ["size,other,answer", ...rows, ""].join("\n");
}

test("espalier report writes the page of a finished run again, without its data and into its folder only when told", async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, "table.csv"), table());
  expect((await espalier(folder, "search", "table.csv", ...small, "--trials", "3", "--out", "run")).code).toBe(0);
  const page = await readFile(join(folder, "run", "report.html"), "utf8");
  const before = [await readdir(join(folder, "run")), (await stat(join(folder, "run", "study.db"))).mtimeMs];
  await rm(join(folder, "table.csv"));

  const ended = await espalier(folder, "report", "run", "--out", "again.html");

  expect(ended).toEqual({ code: 0, out: "again.html\n", err: "" });
  expect(await readFile(join(folder, "again.html"), "utf8")).toBe(page);
  expect([await readdir(join(folder, "run")), (await stat(join(folder, "run", "study.db"))).mtimeMs]).toEqual(before);
  expect(page).toContain("The search ended with all 3 trials it was to have.");
  expect(page.indexOf("<dt>test accuracy</dt>")).toBeGreaterThan(0);
  expect(page.indexOf("<dt>test accuracy</dt>")).toBeLessThan(page.indexOf("<dt>validation accuracy</dt>"));
  expect(page).toMatch(
    /<dd class="note">95\u00a0% interval 0\.\d{4} to \d\.\d{4}; 24 examples, used for nothing before/,
  );
  expect(page).toContain("<h2>Confusion matrix</h2>");

  const shown = (await espalier(folder, "show", "run")).out;
  expect(shown).toMatch(/On 24 test examples, as finally trained:\n {2}testAccuracy +\d/);
  expect(shown).toContain("Rows: true classes, columns: predicted ones.");

  await rm(join(folder, "run", "report.html"));
  expect((await espalier(folder, "report", "run")).out).toBe(`${join("run", "report.html")}\n`);
  expect(await readFile(join(folder, "run", "report.html"), "utf8")).toBe(page);
});

test("espalier report tells of a run that was killed that it has not ended, and shows what leads", async () => {
  const folder = await tempFolder();
  const search = start(folder, ["search", "wine", ...small, "--trials", "500", "--out", "run"]);
  await new Promise<void>((resolve, reject) => {
    let told = "";
    search.process.on("close", () => reject(new Error(told)));
    search.process.stderr?.on("data", (text: string) => {
      told += text;
      if (/\[ *2\/500\]/.test(told)) resolve();
    });
  });
  search.process.kill("SIGKILL");
  await search.ended;

  const ended = await espalier(folder, "report", "run");

  expect(ended).toMatchObject({ code: 0, err: "" });
  const page = await readFile(join(folder, "run", "report.html"), "utf8");
  expect(page).toMatch(/The search has not ended: \d+ of 500 trials are finished\./);
  expect(page).toMatch(/<h2>Leading so far: trial \d/);
  expect(page).toContain("by which it leads (optimistic)");
  expect(page).not.toContain("test accuracy");
});

test("espalier report refuses what is no run, with the words of the other commands", async () => {
  const folder = await tempFolder();
  expect(await espalier(folder, "report", "nowhere")).toMatchObject({ code: 3, out: "" });
  expect((await espalier(folder, "report", ".")).err).toMatch(
    /Cannot open run \.: it is no run, expected a folder with a study\.db/,
  );
});

test("espalier evaluate prints what is mixed up, and has it in its JSON without pictures", async () => {
  const folder = await tempFolder();
  expect((await espalier(folder, "search", "digits", ...small, "--trials", "1", "--out", "run")).code).toBe(0);

  const text = (await espalier(folder, "evaluate", join("run", "best.onnx"), "digits")).out;
  const json = JSON.parse((await espalier(folder, "evaluate", join("run", "best.onnx"), "digits", "--json")).out);

  expect(text).toMatch(/accuracy +0\.\d{4} \(95 % interval 0\.\d{4} to 0\.\d{4}\)/);
  expect(text).toMatch(/Rows: true classes, columns: predicted ones\.\n +0 +1 +2/);
  expect(text).toMatch(/Worst mistakes, by loss:\n {2}example \d+: \d taken for \d, probability /);
  const { kind, examples, correct, counts, labels, mistakes } = json.outcomes;
  expect(kind).toBe("classification");
  expect(correct / examples).toBeCloseTo(json.accuracy, 10);
  expect(labels).toHaveLength(10);
  expect(counts.flat().reduce((sum: number, count: number) => sum + count, 0)).toBe(examples);
  expect(counts.reduce((sum: number, row: number[], i: number) => sum + (row[i] as number), 0)).toBe(correct);
  expect(mistakes[0]).toMatchObject({
    truth: expect.any(String),
    predicted: expect.any(String),
    loss: expect.any(Number),
  });
  expect(mistakes[0]).not.toHaveProperty("image");
});
