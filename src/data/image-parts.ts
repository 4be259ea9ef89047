/**
 * @file Tells whether the folders in a folder of images are classes or parts. A folder named like a part is one if it
 * holds class folders, and a class if images lie in it; what cannot be told is refused.
 */
import { DataError } from "../base/index.ts";
import type { PartName } from "./dataset.ts";
import type { Finding } from "./finding.ts";
import { type ImageTree, imagesBelow } from "./image-tree.ts";
import type { LeftOut } from "./left-out.ts";
import { partWords } from "./part-words.ts";

/** Names of the parts as data sets in the wild spell them, without "set", "data" or "images", in small letters. */
const spellings: Readonly<Record<string, PartName | "eval">> = {
  ...{ train: "train", training: "train", trn: "train" },
  ...{ validation: "validation", validate: "validation", val: "validation", valid: "validation" },
  ...{ dev: "validation", devel: "validation", development: "validation" },
  ...{ test: "test", testing: "test", tst: "test", holdout: "test" },
  ...{ eval: "eval", evaluation: "eval" },
};

/** What a folder's name says of its part; "eval" is used for validation and test alike. */
function wordOf(name: string): PartName | "eval" | undefined {
  const plain = name.toLowerCase().replace(/[^a-z]/g, "");
  return spellings[plain] ?? spellings[plain.replace(/(set|data|images|split)$/, "")];
}

export interface ImageParts {
  /** Class folders of each part, in the order of their names; without a part for training, all are open to be split. */
  readonly classes: Readonly<Record<PartName, readonly ImageTree[]>>;
  readonly findings: readonly Finding[];
}

/**
 * Finds the class folders of each part.
 *
 * @param leftOut  Is told of images in no class folder.
 * @throws {DataError} if parts and classes cannot be told apart, saying what would make it clear.
 */
export function tellParts(root: ImageTree, leftOut: LeftOut): ImageParts {
  const candidates = root.folders.filter(({ name }) => wordOf(name) !== undefined);
  const others = root.folders.filter((folder) => !candidates.includes(folder) && imagesBelow(folder).length > 0);
  const withClasses = candidates.filter((folder) => classNames(folder).length > 0);
  const train = withClasses.filter(({ name }) => wordOf(name) === "train");
  if (root.images.length > 0) leftOut.add("images beside the folders, of no class", ...root.images);
  if (train.length > 0 && (others.length === 0 || isBorneOut(train, withClasses))) {
    return readParts(root, withClasses, leftOut);
  }
  const [part] = withClasses.filter(({ images }) => images.length === 0);
  if (part !== undefined) {
    const beside =
      others[0] === undefined ? "no part for training is beside it" : `${others[0].name} beside it is no part`;
    throw unclear(root, `${part.name} is named like a part and holds folders of images, but ${beside}`, [
      `the classes to train on below ${root.path}/train`,
      `or another name for ${part.name} if it is a class`,
    ]);
  }
  return { classes: { train: root.folders, validation: [], test: [] }, findings: checkNamesakes(root, others) };
}

/** True if another part has classes of the same names. */
function isBorneOut(train: readonly ImageTree[], withClasses: readonly ImageTree[]): boolean {
  const known = new Set(train.flatMap(classNames));
  return withClasses.some((part) => !train.includes(part) && classNames(part).some((name) => known.has(name)));
}

/** Folders with the name of a part that images lie in: classes where that is plain. */
function checkNamesakes(root: ImageTree, others: readonly ImageTree[]): Finding[] {
  const namesakes = root.folders.filter(({ name, images }) => wordOf(name) !== undefined && images.length > 0);
  if (namesakes.length === 0) return [];
  const names = namesakes.map(({ name }) => name).join(", ");
  // Test images without classes lie beside class folders more often than a class is called so.
  const isTest = namesakes.find(({ name }) => wordOf(name) === "test");
  if (others.length === 0 || isTest !== undefined) {
    const found = `images lie directly in ${isTest?.name ?? names}, so it may be a part without classes or a class`;
    throw unclear(root, found, ["parts to hold a folder for each class", "or another name for a class"]);
  }
  return [
    {
      kind: "guessed",
      text: `${names} ${namesakes.length === 1 ? "is taken for a class" : "are taken for classes"}, as images lie in it as in ${others[0]?.name}`,
    },
  ];
}

function readParts(root: ImageTree, withClasses: readonly ImageTree[], leftOut: LeftOut): ImageParts {
  const folders = assignParts(root, withClasses);
  for (const folder of root.folders) {
    if (withClasses.includes(folder))
      leftOut.add("images beside the class folders of a part, of no class", ...folder.images);
    else leftOut.add("images beside the parts, of no class", ...imagesBelow(folder));
  }
  const classes = (part: PartName): readonly ImageTree[] => folders[part]?.folders ?? [];
  return {
    classes: { train: classes("train"), validation: classes("validation"), test: classes("test") },
    findings: guessedNames(folders),
  };
}

/** Gives each folder its part. @throws {DataError} if two are of one part. */
function assignParts(root: ImageTree, folders: readonly ImageTree[]): Partial<Record<PartName, ImageTree>> {
  const words = folders.map(({ name }) => wordOf(name));
  const parts: Partial<Record<PartName, ImageTree>> = {};
  for (const folder of folders) {
    const word = wordOf(folder.name) as PartName | "eval";
    const part = word !== "eval" ? word : words.includes("validation") ? "test" : "validation";
    const before = parts[part];
    if (before !== undefined) {
      throw unclear(root, `${before.name} and ${folder.name} both may be the ${partWords[part]} part`, [
        "one folder for each part",
      ]);
    }
    parts[part] = folder;
  }
  return parts;
}

function guessedNames(folders: Partial<Record<PartName, ImageTree>>): Finding[] {
  const guessed = Object.entries(folders).filter(([part, { name }]) => part !== name);
  if (guessed.length === 0) return [];
  const texts = guessed.map(([part, { name }]) => `${name} is taken for the ${partWords[part as PartName]} part`);
  return [{ kind: "guessed", text: `${texts.join(", ")}, by ${guessed.length === 1 ? "its name" : "their names"}` }];
}

function classNames(part: ImageTree): string[] {
  return part.folders.filter((folder) => imagesBelow(folder).length > 0).map(({ name }) => name);
}

function unclear(root: ImageTree, found: string, expected: readonly string[]): DataError {
  return new DataError(`Cannot tell parts from classes in ${root.path}: ${found}, expected ${expected.join(", ")}`);
}
