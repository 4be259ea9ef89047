import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ReportInput, renderReport } from "../../src/report/index.ts";
import { manyTrials } from "../report/many-trials.ts";
import { missingBrowser, openFile } from "./open-page.ts";

const COUNT = 10_000;
let folder: string;
let many: ReportInput;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "espalier-report-"));
  many = manyTrials(COUNT);
  await writeFile(join(folder, "many.html"), renderReport(many));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("a report of 10,000 trials opens within seconds, and shows all of them sorted and filtered", {
  timeout: 240_000,
}, async ({ skip }) => {
  if (missingBrowser) return skip(missingBrowser);
  await using opened = await openFile(join(folder, "many.html"));
  const { page } = opened;
  // Processor time of the page: others may use the machine as well. It took 15 s where every row was HTML, now under 1 s.
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.reload();
  const { metrics } = await session.send("Performance.getMetrics");
  expect(metrics.find(({ name }) => name === "TaskDuration")?.value).toBeLessThan(4);

  const table = page.locator(".table").nth(1);
  const rows = table.locator("tbody tr");
  expect(await rows.count()).toBe(200);
  const first = (column: number): Promise<string | null> => rows.first().locator("td").nth(column).textContent();

  // By the keyboard: the header of the first metric, then the other way round.
  await table.locator("th button").nth(1).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  expect(await first(0)).toBe(String(many.winner?.trial));
  expect(await table.locator("th").nth(1).getAttribute("aria-sort")).toBe("descending");
  expect(await rows.count()).toBe(200);

  // What is sorted is all of them, and stays sorted where more come.
  await table.locator(".rest button").click();
  expect(await rows.count()).toBeGreaterThanOrEqual(400);
  const scores = (await rows.locator("td:nth-child(2)").allTextContents()).map(Number);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));

  await table.locator("input").fill("failed nan");
  const failed = many.trials.filter(({ state }) => state === "failed").length;
  expect(await rows.count()).toBe(failed);
  expect(await table.locator("output").textContent()).toBe(`${failed} rows that match, of 10\u202f000`);
  await table.locator("input").fill("no such word");
  expect(await rows.count()).toBe(0);
  await table.locator("input").fill("");
  expect(await first(0)).toBe(String(many.winner?.trial));
});

test("a report is as wide as a phone, shows one chart of three by choice, and all without script", {
  timeout: 240_000,
}, async ({ skip }) => {
  if (missingBrowser) return skip(missingBrowser);
  const path = join(folder, "three.html");
  const small = manyTrials(300);
  await writeFile(path, renderReport({ ...small, objectives: ["accuracy", "params", "latencyMs"] }));
  const viewport = { width: 360, height: 800 };
  const errors: string[] = [];

  await using phone = await openFile(path, { viewport });
  phone.page.on("pageerror", (error) => errors.push(String(error)));
  expect(await phone.page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  const figures = phone.page.locator(".views figure");
  expect(await figures.locator("visible=true").count()).toBe(1);
  await phone.page.locator(".views select").selectOption({ index: 2 });
  expect(await figures.nth(2).isVisible()).toBe(true);
  expect(await figures.nth(0).isVisible()).toBe(false);
  expect(errors).toEqual([]);

  await using plain = await openFile(path, { viewport, javaScriptEnabled: false });
  expect(await plain.page.locator(".views figure").locator("visible=true").count()).toBe(3);
  expect(await plain.page.locator(".views select").isVisible()).toBe(false);
  expect(await plain.page.locator(".rest").first().textContent()).toContain("The first 200 of 300 rows");
});
