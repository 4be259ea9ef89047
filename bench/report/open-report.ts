/**
 * @file How large the report of a long search is and how long a browser takes to open it; prints a table.
 *
 *     npx tsx bench/report/open-report.ts [FOLDER]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { renderReport } from "../../src/report/index.ts";
import { manyTrials } from "../../test/report/many-trials.ts";

const TRIALS = [100, 1_000, 10_000];
const REPEATS = 3;

const kept = process.argv[2];
const folder = kept ?? (await mkdtemp(join(tmpdir(), "espalier-report-")));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
});

/** Milliseconds from the beginning of the navigation. */
interface Opened {
  readonly domReady: number;
  readonly load: number;
  readonly firstPaint: number;
  /** Until two frames after the load were drawn: layout of everything is done then. */
  readonly settled: number;
  /** Processor time of the page's main thread, which other work on the machine does not lengthen. */
  readonly processor: number;
}

async function open(url: string): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const begin = performance.now();
    await page.goto(url, { timeout: 300_000 });
    // As text: what runs in the page has types of its own.
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    const settled = performance.now() - begin;
    const times = (await page.evaluate(`(() => {
      const [entry] = performance.getEntriesByType("navigation");
      const [paint] = performance.getEntriesByName("first-contentful-paint");
      return { domReady: entry.domContentLoadedEventEnd, load: entry.loadEventEnd, firstPaint: paint?.startTime ?? NaN };
    })()`)) as Omit<Opened, "settled" | "processor">;
    const { metrics } = await session.send("Performance.getMetrics");
    const processor = 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
    return { ...times, settled, processor };
  } finally {
    await page.close();
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2).padStart(10);
console.log("  trials   size/MB   written DOM ready      load 1st paint   settled processor   (seconds, median of 3)");
for (const count of TRIALS) {
  const input = manyTrials(count);
  const begin = performance.now();
  const text = renderReport(input);
  const written = performance.now() - begin;
  const path = join(folder, `report-${count}.html`);
  await writeFile(path, text);
  const runs: Opened[] = [];
  for (let i = 0; i < REPEATS; i++) runs.push(await open(pathToFileURL(path).href));
  const median = (read: (run: Opened) => number): number => runs.map(read).sort((a, b) => a - b)[1] as number;
  console.log(
    String(count).padStart(8) +
      (Buffer.byteLength(text) / 1e6).toFixed(2).padStart(10) +
      seconds(written) +
      (["domReady", "load", "firstPaint", "settled", "processor"] as const)
        .map((key) => seconds(median((run) => run[key])))
        .join(""),
  );
}
await browser.close();
if (kept === undefined) await rm(folder, { recursive: true });
