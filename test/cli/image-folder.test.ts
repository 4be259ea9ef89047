import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { picture } from "../data/few-images.ts";
import { espalier, tempFolder } from "./run-espalier.ts";

const few = ["--trials", "1", "--epochs", "1", "--workers", "1"];

/** Two classes of eight images; the second one brighter on the right. */
async function photos(folder: string): Promise<void> {
  for (const [at, name] of ["left", "right"].entries()) {
    await mkdir(join(folder, "photos", name), { recursive: true });
    for (let index = 0; index < 8; index++) {
      await writeFile(join(folder, "photos", name, `${index}.png`), await picture(16 * at + index));
    }
  }
}

test("espalier search mirrors images with --flip, says so, and refuses it where it would do nothing; export --format web", async () => {
  const folder = await tempFolder();
  await photos(folder);

  const { err } = await espalier(folder, "search", "photos", ...few, "--out", "run", "--flip");

  const { data, model } = JSON.parse(await readFile(join(folder, "run", "best.json"), "utf8"));
  expect(data.augmentation).toEqual({ flip: true, crop: 1, cutout: 0 });
  expect(err.replace(/\s+/g, " ")).toContain("mirrored left-right");
  expect(err.replace(/\s+/g, " ")).toContain("images are scaled to 8x8, the shorter side of the first, 8x8");
  expect((await espalier(folder, "show", "run")).out).toMatch(/espalier train \S+photos .* --flip/);

  const exported = await espalier(folder, "export", "run", "--format", "web", "--out", "site/model");
  expect(exported.code, exported.err).toBe(0);
  expect(exported.out.split("\n").slice(0, 2)).toEqual(["site/model/model.onnx", "site/model/model.json"]);
  const { input, labels, output, task } = JSON.parse(await readFile(join(folder, "site/model/model.json"), "utf8"));
  expect({ input, labels, output, task }).toEqual(model);
  expect(input).toMatchObject({ shape: [1, 8, 8], image: { filter: "triangle", colours: "grey" } });

  expect(await espalier(folder, "search", "photos", "--flip", "--no-augment")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/flip is given, expected no such option, as augment is off/),
  });
  expect(await espalier(folder, "search", "wine", "--no-flip")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/Cannot augment data set wine: examples have shape/),
  });
});

test("espalier prints and stores no score without the classes that its part has no example of", async () => {
  const folder = await tempFolder();
  const rows = Array.from({ length: 40 }, (_, i) => `${i / 10},${i < 2 ? "rare" : "usual"}`);
  await writeFile(join(folder, "table.csv"), ["x,kind", ...rows].join("\n"));
  const note = 'no example of class "rare" in the validation part';

  const { out, err } = await espalier(folder, "search", "table.csv", ...few, "--out", "run");

  expect(err.replace(/\s+/g, " ")).toContain('Warning there is no example of class "rare" in the validation part');
  expect(out).toContain(`Scores of trials are those of the validation part: ${note}.`);
  const best = JSON.parse(await readFile(join(folder, "run", "best.json"), "utf8"));
  expect(best.metrics.accuracy.note).toBe(note);
  expect(best.metrics.testAccuracy.note).toBeUndefined();
  expect(await readFile(join(folder, "run", "report.html"), "utf8")).toContain(note.replaceAll('"', "&quot;"));
  expect((await espalier(folder, "trials", "run")).out).toContain(note);
  const scored = ["evaluate", "run/best.onnx", "table.csv", "--part", "validation"];
  expect((await espalier(folder, ...scored)).out).toContain(`(validation part; ${note}):`);
});
