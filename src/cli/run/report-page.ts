/** @file The report of a run, made from what is stored of it: at its end and at any time before. */
import { basename } from "node:path";
import type { Json } from "../../base/index.ts";
import { type ReportInput, type ReportWinner, renderReport } from "../../report/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import { bestOf, frontOf } from "../../study/index.ts";
import { readVersions } from "../package-info.ts";
import { dagsOf } from "./dags-of.ts";
import { dataRows, describeTime } from "./overview-text.ts";
import type { RunView } from "./run-view.ts";
import { searchStatus } from "./search-status.ts";
import { spaceOf } from "./space-of.ts";
import { strategyOf } from "./strategy-of.ts";
import { reportMetrics, stepMetrics, winnerResults } from "./winner-results.ts";

/** Renders the page. Equal views give equal text. */
export function reportPage(view: RunView): string {
  const { spec, trials, objectives, constraints, overview } = view;
  const data = overview?.data.name ?? basename(spec.data);
  const space = spaceOf(spec);
  const searched = view.metrics.filter(({ name }) => trials.some(({ values }) => values?.[name] !== undefined));
  const wanted = [...objectives.map(({ name }) => name), ...constraints.map(({ metric }) => metric)];
  const input: ReportInput = {
    title: `${spec.given ? "Training" : "Search"} on ${data}`,
    status: searchStatus(view),
    facts: facts(view, space),
    metrics: reportMetrics(searched, wanted),
    objectives: objectives.map(({ name }) => name),
    constraints,
    trials,
    dags: dagsOf(trials, space),
    stepName: "epoch",
    stepMetrics: stepMetrics(trials),
    front: frontOf(trials, view).map(({ number }) => number),
    winner: winnerOf(view, space),
  };
  return renderReport(input);
}

/** The trial that was trained to the end; before that the one that leads. */
function winnerOf(view: RunView, space: SearchSpace<Json>): ReportWinner | null {
  const { spec, trials, metrics, objectives, final, isChosen, overview } = view;
  const trial = final ? trials.find(({ number }) => number === final.trial) : bestOf(trials, view);
  if (!trial) return null;
  const { values = trial.values ?? {}, outcomes = null } = final ?? {};
  const role = !final ? "leading" : isChosen ? "chosen" : "winner";
  const objective = spec.given ? undefined : objectives[0]?.name;
  return {
    trial: trial.number,
    role,
    drawing: space.describe(trial.architecture),
    results: winnerResults({ values, outcomes, metrics, role, objective, absent: overview?.data.absent }),
    outcomes,
  };
}

function facts({ spec, overview, objectives, final }: RunView, space: SearchSpace<Json>): [string, string][] {
  const choice = strategyOf(spec).explain?.(space, objectives);
  const versions = readVersions();
  const rows: (readonly [string, string])[] = [
    ...(overview ? dataRows(overview.data) : [["Data", spec.data] as const]),
    ["Data hash", spec.dataHash],
    ["Space", space.name],
    ["Strategy", [spec.strategy.name, ...settingsOf(spec.strategy.settings)].join(", ")],
    ...(choice === undefined ? [] : [["Choice of strategy", choice] as const]),
    ["Data options", settingsOf(spec.dataOptions).join(", ") || "none"],
    ["Training options", settingsOf(spec.training).join(", ") || "none"],
    ["Objectives", spec.objectives.join(", ")],
    ["Constraints", spec.constraints.join(", ") || "none"],
    ["Epochs a trial", String(spec.epochs)],
    ["Epochs of the final training", String(final?.epochs ?? spec.finalEpochs)],
    ["Expected time", overview?.time ? describeTime(overview.time) : "not estimated"],
    ["Seed", String(spec.seed)],
    ["Workers", String(spec.workers)],
    ["Versions", `Espalier ${versions.espalier}, ONNX Runtime ${versions.onnxruntime}, Node.js ${versions.node}`],
  ];
  return rows.map(([label, value]) => [label, value]);
}

function settingsOf(settings: object): string[] {
  return Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
}
