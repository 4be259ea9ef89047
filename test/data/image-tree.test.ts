import { execFileSync } from "node:child_process";
import { symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadDataset } from "../../src/data/index.ts";
import { picture, pictures } from "./few-images.ts";
import { tempFolder } from "./temp-folder.ts";

const leftOut = ({ findings }: Awaited<ReturnType<typeof loadDataset>>): string[] =>
  findings.filter(({ kind }) => kind === "left out").map(({ text }) => text);

test.skipIf(process.platform === "win32")(
  "loadDataset() opens no pipe, socket or device in a folder of images",
  async () => {
    const folder = await tempFolder(await pictures(["a", "b"]));
    execFileSync("mkfifo", [join(folder, "a/pipe.png"), join(folder, "pipe")]);
    await symlink("/dev/zero", join(folder, "b/zero.png"));
    await symlink("nowhere", join(folder, "b/lost.png"));
    const server = createServer().listen(join(folder, "a/socket.png"));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.on("listening", resolve));

    const dataset = await loadDataset(folder);

    expect(dataset.targets.length).toBe(6);
    expect(leftOut(dataset)).toEqual([
      "5 files or folders are left out: pipes, sockets, devices or links that lead nowhere (pipe, a/pipe.png, a/socket.png, ...)",
    ]);
    await expect(loadDataset(join(folder, "pipe"))).rejects.toThrow(
      /pipe: it is a pipe, a socket or a device, expected/,
    );
  },
);

test("loadDataset() reads folders below a class as that class, after its own images", async () => {
  const files = { ...(await pictures(["a", "b"], 3)), "b/day2/more/0.png": await picture(90) };

  const { task, names, targets } = await loadDataset(await tempFolder(files));

  expect(task.labels).toEqual(["a", "b"]);
  expect(names).toEqual(["a/0.png", "a/1.png", "a/2.png", "b/0.png", "b/1.png", "b/2.png", "b/day2/more/0.png"]);
  expect([...targets]).toEqual([0, 0, 0, 1, 1, 1, 1]);
});

test("loadDataset() ends where links lead in a circle, and reads each folder once", async () => {
  const folder = await tempFolder(await pictures(["a", "b", "a/more"]));
  await symlink("..", join(folder, "a/up"));
  await symlink("../b", join(folder, "a/other"));
  await symlink("self", join(folder, "b/self"));
  await symlink(".", join(folder, "b/here"));

  const dataset = await loadDataset(folder);

  expect([...dataset.targets]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
  expect(leftOut(dataset)).toEqual([
    "1 file or folder is left out: pipes, sockets, devices or links that lead nowhere (b/self)",
    "3 files or folders are left out: links to folders that are read where they lie (a/other, a/up, b/here)",
  ]);
});

test("loadDataset() follows links out of the folder", async () => {
  const [folder, elsewhere] = [await tempFolder(await pictures(["a"])), await tempFolder(await pictures(["x"], 4))];
  await symlink(join(elsewhere, "x"), join(folder, "b"));

  expect([...(await loadDataset(folder)).targets]).toEqual([0, 0, 0, 1, 1, 1, 1]);
});

test("loadDataset() says which files are left out, by reason", async () => {
  const files = {
    ...(await pictures(["a", "b"])),
    "a/2.BMP": "BM",
    "b/3.heic": "?",
    "b/notes.txt": "?",
    "b/.DS_Store": "?",
    "Thumbs.db": "?",
    "__MACOSX/a/0.png": "?",
    ".ipynb_checkpoints/0.png": "?",
  };

  const dataset = await loadDataset(await tempFolder(files));

  expect(dataset.task.labels).toEqual(["a", "b"]);
  expect(leftOut(dataset)).toEqual([
    "4 files or folders are left out: hidden, or left behind by a system (.ipynb_checkpoints, Thumbs.db, __MACOSX, ...)",
    "2 files or folders are left out: images that are not PNG, JPEG, WebP, GIF, TIFF or AVIF (a/2.BMP, b/3.heic)",
    "1 file or folder is left out: no images (b/notes.txt)",
  ]);
});

test("loadDataset() refuses a class of nothing but files it cannot read, and says what they are", async () => {
  const folder = await tempFolder({ ...(await pictures(["a", "b"])), "c/1.bmp": "BM", "c/2.bmp": "BM", "c/x.txt": "" });

  await expect(loadDataset(folder)).rejects.toThrow(
    /c: no images, but 2 images that are not PNG, JPEG, WebP, GIF, TIFF or AVIF; 1 no images, expected PNG/,
  );
});
