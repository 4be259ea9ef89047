/** @file The overview of a run as rows of text: on the terminal before it begins, among the facts of its report, in `show`. */
import type { DataOverview, PartCounts } from "../../data/index.ts";
import { formatDuration } from "../../report/index.ts";
import type { RunOverview } from "./run-overview.ts";

export type Row = readonly [label: string, text: string];

/** Longer lists end in how many more there are. */
const MOST_CLASSES = 12;
const MOST_COLUMNS = 12;
const MOST_FINDINGS = 10;
const LONGEST_NAME = 32;

/** What the data were taken for. */
export function dataRows(data: DataOverview): Row[] {
  const { name, source, examples, classes, columns, image, findings } = data;
  const parts = `${examples.train} training, ${examples.validation} validation, ${examples.test} test`;
  return [
    ["Data", `${name}: ${source}`],
    ["Examples", parts],
    ["Task", describeTask(data)],
    ...(classes.length > 0 ? [["Classes", describeClasses(classes)] satisfies Row] : []),
    ...(columns.length > 0 ? [["Features", describeColumns(data)] satisfies Row] : []),
    ...(image
      ? ([
          ["Images", describeImage(image)],
          ["Changes", describeChanges(data)],
        ] satisfies Row[])
      : []),
    ...findingRows(findings),
  ];
}

/** What was chosen, by default or not, and how long it may take. */
export function planRows({ choices, time }: RunOverview): Row[] {
  const list = (isDefault: boolean): string =>
    choices
      .filter((choice) => choice.isDefault === isDefault)
      .map(({ name, value }) => (value === "" ? name : `${name} ${short(value)}`))
      .join(", ");
  return [
    ["As asked", list(false)] satisfies Row,
    ["By default", list(true)] satisfies Row,
    ["Time", time === null ? "not estimated" : describeTime(time)] satisfies Row,
  ].filter(([, text]) => text !== "");
}

/** In words, as estimates are: "about 4 s a trial, about 1 min in all". */
export function describeTime({ trial, total, isBound }: NonNullable<RunOverview["time"]>): string {
  const about = isBound ? "at most about" : "about";
  return `about ${formatDuration(trial)} a trial, ${about} ${formatDuration(total)} in all`;
}

function describeTask({ task, label, classes, quantities }: DataOverview): string {
  const from = label === null ? "" : `, from column ${short(label)}`;
  if (task === "classification") return `classification into ${classes.length} classes${from}`;
  const ranges = quantities.map(
    ({ name, least, greatest }) => `${short(name)} (${digits(least)} to ${digits(greatest)})`,
  );
  return `regression of ${shorten(ranges, MOST_COLUMNS)}${from}`;
}

function describeClasses(classes: DataOverview["classes"]): string {
  const counts = ({ train, validation, test }: PartCounts): string => `${train}/${validation}/${test}`;
  const texts = classes.map(({ name, ...parts }) => `${short(name)} ${counts(parts)}`);
  return `${shorten(texts, MOST_CLASSES)} (training/validation/test)`;
}

const plurals = { number: "numbers", category: "categories", date: "dates" } as const;
const singulars = { number: "number", category: "category", date: "date" } as const;

function describeColumns({ columns, inputs }: DataOverview): string {
  const groups = columns.map(({ kind, names }) => {
    const what = names.length === 1 ? singulars[kind] : plurals[kind];
    return `${names.length} ${what} (${shorten(names.map(short), MOST_COLUMNS)})`;
  });
  const all = columns.reduce((sum, { names }) => sum + names.length, 0);
  return `${groups.join(", ")}${inputs === all ? "" : `; ${inputs} inputs`}`;
}

function describeImage({ channels, height, width }: NonNullable<DataOverview["image"]>): string {
  const colours = channels === 1 ? "grey" : channels === 3 ? "colour" : `${channels} channels`;
  return `${width}x${height} pixels, ${colours}`;
}

function describeChanges({ augmentation }: DataOverview): string {
  if (augmentation === null) return "none: networks are trained on the images as they are";
  const { flip, crop, cutout } = augmentation;
  const changes = [
    ...(flip ? ["mirrored left-right"] : []),
    ...(crop > 0 ? [`shifted by up to ${crop} pixels`] : []),
    ...(cutout > 0 ? [`blanked in a square of ${cutout} pixels`] : []),
  ];
  return `training images are ${changes.join(" and ")} at random; --no-augment leaves them as they are`;
}

const titles = { guessed: "Guessed", "left out": "Left out", warning: "Warning" } as const;

function findingRows(findings: DataOverview["findings"]): Row[] {
  return (["warning", "guessed", "left out"] as const).flatMap((kind) => {
    const texts = findings.filter((finding) => finding.kind === kind).map(({ text }) => text);
    const shown = texts.slice(0, MOST_FINDINGS).map((text): Row => [titles[kind], text]);
    const more = texts.length - shown.length;
    return more > 0 ? [...shown, [titles[kind], `and ${more} more of this kind`] satisfies Row] : shown;
  });
}

function shorten(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}

function short(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
