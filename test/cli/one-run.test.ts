import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Ended, espalier } from "./run-espalier.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Does what a message advises: gives its command line to a shell, as it is printed. */
function follow(folder: string, line: string): Promise<Ended> {
  const script = `npx() { shift; "${process.execPath}" "${main}" "$@"; }\n${line}`;
  return new Promise((resolve) => {
    execFile("bash", ["-c", script], { cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

/** The command lines that a text prints. */
const commandsIn = (text: string): string[] => text.match(/npx espalier .*$/gm) ?? [];

/** Petals by kind, a colour, a number that says nothing, and the kind. */
function flowers(): string {
  const kinds = ["rose", "tulip", '"lily, white"'];
  const rows = Array.from({ length: 60 }, (_, i) => {
    return [(i % 3) * 2 + ((i * 7) % 10) / 10, ["red", "yellow", "white"][i % 3], 1000 + i, kinds[i % 3]].join(",");
  });
  return ["petal,colour,id,kind", ...rows, ""].join("\n");
}

// Each test starts several processes, on a machine that may have other work.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** A name that a shell takes apart where it is not quoted. */
const run = "my 'first' run";
let folder = "";
let began: Ended;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "espalier one 'run' "));
  await writeFile(join(folder, "flowers of spring.csv"), flowers());
  await writeFile(
    join(folder, "run.json"),
    `\uFEFF${JSON.stringify({ drop: ["id"], out: run, epochs: 3, label: "kind" })}`,
  );
  const words = ["--trials", "2", "--workers", "1", "--final-epochs", "2", "--config", "run.json"];
  began = await espalier(folder, "search", "flowers of spring.csv", ...words);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// biome-ignore lint/suspicious/noExplicitAny: as any reader of the file sees it.
const best = async (of = run): Promise<any> => JSON.parse(await readFile(join(folder, of, "best.json"), "utf8"));

describe("espalier search", () => {
  test("tells before it begins what the data were taken for, what was chosen, and how long it may take", async () => {
    expect(began.code).toBe(0);
    const block = began.err.slice(0, began.err.indexOf("[1/2]")).replace(/\s+/g, " ");
    expect(block).toContain("Examples 36 training, 12 validation, 12 test");
    expect(block).toContain("Task classification into 3 classes, from column kind");
    expect(block).toContain("Classes lily, white 12/4/4, rose 12/4/4, tulip 12/4/4 (training/validation/test)");
    expect(block).toMatch(/Features 1 number \(petal\), 1 category \(colour\); \d+ inputs/);
    expect(block).toMatch(/Guessed task is classification: /);
    expect(block).toContain("trials 2, epochs 3, final epochs 2, trials at a time 1");
    expect(block).toContain("--drop id");
    expect(block).toContain("By default space mlp, strategy auto, batch size 32, seed 0");
    expect(block).toMatch(/Time about [\d.]+ m?s a trial, about [\d.]+ m?s in all/);
  });

  test("keeps all of that in best.json, in the report and for show", async () => {
    const { data, choices, expectedTime } = await best();
    const report = await readFile(join(folder, run, "report.html"), "utf8");
    const shown = (await espalier(folder, "show", run)).out.replace(/\s+/g, " ");

    expect(data).toMatchObject({
      task: "classification",
      label: "kind",
      examples: { train: 36, validation: 12, test: 12 },
    });
    expect(choices).toContainEqual({ name: "--drop", value: "id", isDefault: false });
    expect(expectedTime).toMatchObject({ trial: expect.any(Number), total: expect.any(Number), isBound: false });
    for (const text of ["classification into 3 classes, from column kind", "1 number (petal), 1 category (colour)"]) {
      expect(report).toContain(text);
      expect(shown).toContain(text);
    }
  });

  test("heeds --drop as the key of a configuration file does, and refuses a column that is none", async () => {
    const words = ["search", "flowers of spring.csv", "--trials", "1", "--epochs", "1", "--final-epochs", "0"];

    const dropped = await espalier(folder, ...words, "--drop", "id,colour", "--out", "flag", "--json");
    const unknown = await espalier(folder, ...words, "--drop", "nosuch");

    expect(JSON.parse(dropped.out).winner.data.columns).toEqual([{ kind: "number", names: ["petal"] }]);
    expect((await best()).data).toMatchObject({
      columns: [
        { kind: "number", names: ["petal"] },
        { kind: "category", names: ["colour"] },
      ],
    });
    expect(unknown).toMatchObject({ code: 2, out: "" });
    expect(unknown.err).toContain('"nosuch"');
  });

  test("prints a command that scores the model on the test part of the same data", async () => {
    const [line = ""] = commandsIn(began.out);

    const { code, out } = await follow(folder, `${line} --json`);

    expect(line).toContain("--label kind --drop id");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      examples: 12,
      accuracy: (await best()).metrics.testAccuracy.value,
    });
  });
});

describe("espalier predict", () => {
  const rows = "colour,kind,petal\nred,?,0.5\nwhite,,4.4\n";

  test("says of each row its class and how likely it is, by the names of columns", async () => {
    await writeFile(join(folder, "new rows.csv"), rows);
    const words = ["predict", join(run, "best.onnx"), "new rows.csv"];

    const table = await espalier(folder, ...words);
    const json = JSON.parse((await espalier(folder, ...words, "--json")).out);

    expect(table.err).toBe("");
    expect(table.out).toMatch(/^example +label +probability\nline 2 +\S.* +0\.\d{4}\nline 3 +\S.* +0\.\d{4}\n$/);
    expect(json.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
    for (const { label, probability, probabilities } of json) {
      const all = Object.values<number>(probabilities);
      expect(Object.keys(probabilities)).toEqual(["lily, white", "rose", "tulip"]);
      expect(probabilities[label]).toBe(probability);
      expect(Math.max(...all)).toBe(probability);
      expect(all.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    }
  });

  test("decides on images as evaluate does on the same files", async () => {
    for (const [label, shade] of [
      ["dark", 60],
      ["light", 190],
    ] as const) {
      await mkdir(join(folder, "photos", label), { recursive: true });
      for (let i = 0; i < 10; i++) {
        const pixels = Uint8Array.from({ length: 12 * 9 * 3 }, (_, at) => shade + ((at * 37 + i * 11) % 60));
        const image = sharp(pixels, { raw: { width: 12, height: 9, channels: 3 } });
        await image.png().toFile(join(folder, "photos", label, `${i}.png`));
      }
    }
    const layers = '{"layers":[{"width":16}],"activation":"relu","normalize":false,"dropout":0}';
    const words = ["--space", "mlp", "--image-size", "6", "--epochs", "2", "--final-epochs", "0", "--out", "pictures"];
    await espalier(folder, "train", "photos", "--architecture", layers, ...words);
    const model = join("pictures", "best.onnx");

    const predicted = await espalier(folder, "predict", model, "photos/dark", "photos/light", "--json");
    const evaluated = await espalier(
      folder,
      "evaluate",
      model,
      "photos",
      "--image-size",
      "6",
      "--part",
      "all",
      "--json",
    );

    const rows = JSON.parse(predicted.out) as { file: string; label: string }[];
    const right = rows.filter(({ file, label }) => file.startsWith(`photos/${label}/`)).length;
    expect(rows).toHaveLength(20);
    expect(right / 20).toBeCloseTo(JSON.parse(evaluated.out).accuracy, 6);
  });

  test("refuses a file that cannot be read or lacks a column, by name", async () => {
    await writeFile(join(folder, "short.csv"), "colour\nred\n");
    const model = join(run, "best.onnx");

    for (const [file, code, message] of [
      ["none.csv", 3, "none.csv"],
      ["short.csv", 2, 'Cannot predict from short.csv: it has no "petal"'],
    ] as const) {
      const refused = await espalier(folder, "predict", model, file);
      expect(refused).toMatchObject({ code, out: "" });
      expect(refused.err).toMatch(/^espalier: Cannot [^\n]+\n$/);
      expect(refused.err).toContain(message);
    }
  });
});

describe("espalier train", () => {
  test("trains the network that show prints, by the command it prints", async () => {
    const shown = await espalier(folder, "show", run, "--trial", "1");
    const line = commandsIn(shown.out).at(-1) as string;

    const trained = await follow(folder, `${line} --out alone --json`);

    expect(trained.code).toBe(0);
    const { winner } = JSON.parse(trained.out);
    const trials = JSON.parse((await espalier(folder, "trials", run, "--json")).out);
    expect(winner.architecture).toEqual(trials[1].architecture);
    expect(winner.metrics.params.value).toBe(trials[1].metrics.params);
    expect(winner).toMatchObject({ epochs: 3, finalEpochs: 2, data: { columns: (await best()).data.columns } });
    const again = await espalier(folder, "resume", "alone");
    expect(again).toMatchObject({ code: 0, err: "alone is finished: nothing to do\n" });
    const more = await espalier(folder, "resume", "alone", "--trials", "3");
    expect(more.code).toBe(2);
    expect(more.err).toContain("it trains 1 given networks, expected no such option");
  });

  test("trains several, from texts and files, and takes the best", async () => {
    const { space, architecture } = await best();
    await writeFile(join(folder, "zero.json"), JSON.stringify({ space, architecture }));
    const small = '{"layers":[{"width":16}],"activation":"relu","normalize":false,"dropout":0}';
    const words = ["--epochs", "1", "--final-epochs", "0", "--drop", "id", "--out", "both"];

    const { out, err } = await espalier(
      folder,
      ...["train", "flowers of spring.csv", "--architecture", "@zero.json", "--architecture", small, ...words],
    );

    expect(err).toContain("Training mlp");
    expect(out).toContain("Pareto front of ");
    const trials = JSON.parse((await espalier(folder, "trials", "both", "--json")).out);
    expect(trials.map(({ origin }: { origin: string }) => origin)).toEqual(["given", "given"]);
    expect(trials[1].architecture).toEqual(JSON.parse(small));
  });
});

describe("espalier finish", () => {
  test("makes a trial the final model by hand, keeps that, and takes the best again when told nothing", async () => {
    const before = await best();
    const other = 1 - Number(before.trial);

    const chosen = await espalier(folder, "finish", run, "--trial", String(other));

    expect(chosen.out).toContain(`Final model, chosen by hand: trial ${other}`);
    expect(await best()).toMatchObject({ trial: other, chosenByHand: true, finalEpochs: 2 });
    expect(await readFile(join(folder, run, "report.html"), "utf8")).toMatch(/Final model, chosen by hand/);
    expect((await espalier(folder, "show", run, "--trial", String(other))).out).toContain(
      "chosen by hand as the final",
    );
    const resumed = await espalier(folder, "resume", run);
    expect(resumed.err).toContain("is finished: nothing to do");
    expect(resumed.err).toContain(`Its final model, trial ${other}, is chosen by hand`);

    const back = await follow(folder, commandsIn(chosen.out).at(-1) as string);

    expect(back.code).toBe(0);
    const { trial, chosenByHand } = await best();
    expect({ trial, chosenByHand }).toEqual({ trial: before.trial, chosenByHand: false });
  });

  test("refuses a trial that is not there", async () => {
    const { code, err } = await espalier(folder, "finish", run, "--trial", "9");

    expect({ code, err }).toEqual({
      code: 2,
      err: "espalier: Cannot find trial 9: the search has no such trial, expected 0 to 1\n",
    });
  });
});

test("espalier export and show work where the data are gone; resume and finish say what still can be done", async () => {
  const data = join(folder, "flowers of spring.csv");
  await rename(data, `${data}.away`);
  try {
    const winner = await espalier(folder, "export", run, "--out", "far.onnx");
    const trial = await espalier(folder, "export", run, "--trial", "1", "--out", "far-1.onnx");
    const shown = await espalier(folder, "show", run);
    const finished = await espalier(folder, "finish", run, "--trial", "1");

    expect([winner.code, trial.code, shown.code]).toEqual([0, 0, 0]);
    expect((await readFile(join(folder, "far.onnx"))).equals(await readFile(join(folder, run, "best.onnx")))).toBe(
      true,
    );
    expect(finished).toMatchObject({ code: 3, out: "" });
    const [advice = ""] = commandsIn(finished.err);
    expect(advice).toMatch(/^npx espalier export .* --trial \d+$/);
    expect((await follow(folder, `${advice} --out advised.onnx`)).code).toBe(0);
  } finally {
    await rename(`${data}.away`, data);
  }
});

test("espalier export and resume advise what leads on, and not to each other, where no trial is within the constraints", async () => {
  const words = ["--trials", "2", "--epochs", "1", "--constraint", "latency<0", "--workers", "1", "--out", "no winner"];
  await espalier(folder, "search", "wine", ...words);

  const exported = await espalier(folder, "export", "no winner", "--out", "none.onnx");
  const finished = await espalier(folder, "finish", "no winner");
  const resumed = await espalier(folder, "resume", "no winner");

  expect(exported.err).toContain("no trial is within the constraints, expected --trial, such as --trial 0");
  expect(finished.err).toContain("no trial is within the constraints, expected --trial, such as --trial 0");
  expect((await espalier(folder, "finish", "no winner", "--trial", "0")).out).toContain("chosen by hand: trial 0");
  expect(resumed.err).toContain("None of its 2 trials is complete within the constraints");
  expect(commandsIn(resumed.err)).toEqual(["npx espalier resume 'no winner' --trials 4"]);
});
