/** @file `espalier show`: one network of a run in text. */
import type { Json, MetricSpec, Values } from "../../base/index.ts";
import { InputError, printable } from "../../base/index.ts";
import { continuationText, formatDuration, formatQuantity, renderOutcomes } from "../../report/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { TrialRecord } from "../../storage/index.ts";
import { bestOf, testMetrics } from "../../study/index.ts";
import { section } from "../args/command-help.ts";
import { type CliCommand, command } from "../command.ts";
import { count } from "../options/option.ts";
import { flagsOf, readOptions } from "../options/option-table.ts";
import { type FinalRecord, loadChoice, loadFinal } from "../run/final-record.ts";
import { findTrial } from "../run/find-trial.ts";
import { openStoredRun } from "../run/open-run.ts";
import { dataRows, planRows } from "../run/overview-text.ts";
import { STUDY } from "../run/run-folder.ts";
import { trainCommand } from "../run/train-command.ts";

const options = { trial: count("N", "Number of the trial. Default: the best.", 0) };

const args = { folder: { type: "positional", description: "Folder of the run." }, ...flagsOf(options) } as const;

export const show: CliCommand = command({
  name: "show",
  description:
    "Shows one network of a search: its layers, where it came from, what was measured of it, what the data were taken for, and the command that trains it alone.",
  args,
  examples: [
    ["espalier show espalier-digits-0", "the best network so far"],
    ["espalier show espalier-digits-0 --trial 7", "another one"],
  ],
  run: async ({ folder = "" }, words) => {
    const { trial: number } = readOptions(options, words, args);
    await using stored = await openStoredRun(folder);
    const { storage, studySpec, spec, notes, space } = stored;
    const all = await storage.trials(STUDY);
    const trial = number === undefined ? bestOf(all, studySpec) : findTrial(all, number);
    if (!trial) throw new InputError(`Cannot show ${folder}: it has no feasible trial yet, expected --trial N`);
    const choice = await loadChoice(storage);
    const about = notes ? [section("Searched", [...dataRows(notes.overview.data), ...planRows(notes.overview)])] : [];
    const sections = [
      describeTrial(trial, space, studySpec.metrics, trial.number === choice),
      ...describeFinal(trial, await loadFinal(storage)),
      ...about,
      `To train this one alone:\n  ${trainCommand(trial.architecture, spec)}`,
    ];
    process.stdout.write(`${sections.join("\n\n")}\n`);
    return 0;
  },
});

function describeTrial(
  trial: TrialRecord,
  space: SearchSpace<Json>,
  metrics: readonly MetricSpec[],
  isChosen: boolean,
): string {
  const { number, state, origin, seconds, duplicateOf, error, values, curve, architecture } = trial;
  const twin = duplicateOf === null ? "" : `, same network as trial ${duplicateOf}`;
  const continuation = continuationText(trial);
  const time = seconds > 0 ? `, ${curve.length} epochs in ${formatDuration(seconds)}` : "";
  return [
    `Trial ${number}: ${state}${twin}${isChosen ? ", chosen by hand as the final model" : ""}; ${printable(origin)}${continuation && `, ${continuation}`}${time}`,
    space.describe(architecture),
    ...(error === null ? [] : [printable(error)]),
    ...describeValues(values ?? {}, metrics),
    JSON.stringify(architecture),
  ].join("\n");
}

/** What the final model gave on the test part, where this trial is that model. */
function describeFinal({ number }: TrialRecord, final: FinalRecord | undefined): string[] {
  if (final?.trial !== number || !final.outcomes) return [];
  const { outcomes, values } = final;
  const scores = describeValues(values, testMetrics({ kind: outcomes.kind }));
  return [
    [`On ${outcomes.examples} test examples, as finally trained:`, ...scores, renderOutcomes(outcomes)].join("\n"),
  ];
}

function describeValues(values: Values, metrics: readonly MetricSpec[]): string[] {
  const known = metrics.filter(({ name }) => values[name] !== undefined);
  const width = Math.max(0, ...known.map(({ name }) => name.length));
  return known.map(({ name, unit }) => `  ${name.padEnd(width)}  ${formatQuantity(values[name] as number, unit)}`);
}
