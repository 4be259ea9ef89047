/** @file What defines a study: stored when it is created, compared when it is resumed. */
import {
  type Constraint,
  canonicalJson,
  InputError,
  type Json,
  type MetricSpec,
  StorageError,
  shown,
} from "../base/index.ts";
import type { Estimator } from "../estimator/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Storage } from "../storage/index.ts";
import type { StrategyFactory } from "../strategy/index.ts";
import { checkEstimator, checkJson } from "./check-parts.ts";
import { metricAmong, readConstraint } from "./metric-names.ts";

const capabilityMethods = {
  mutable: "mutate",
  crossable: "crossover",
  encodable: "encode",
  parametric: "toIndices",
  augmentable: "addNode",
} as const;

/** Everything the results depend on, as plain JSON. */
export interface StudySpec {
  readonly version: 1;
  readonly space: string;
  readonly strategy: { readonly name: string; readonly settings: Json };
  readonly estimator: { readonly name: string; readonly fingerprint: Json };
  /** Every metric a complete trial has. */
  readonly metrics: readonly MetricSpec[];
  readonly objectives: readonly MetricSpec[];
  readonly constraints: readonly Constraint[];
  /** What each trial may spend, in the estimator's unit. */
  readonly budget: number;
  readonly seed: number;
  /** The caller's own notes, such as how to make the space and the estimator again; not compared. */
  readonly setup: Json;
}

/** The parts of a study that are code, and so are given again when it is resumed. */
export interface StudyParts<A extends Json> {
  readonly storage: Storage;
  /** The study's name within the storage. */
  readonly name: string;
  readonly space: SearchSpace<A>;
  readonly strategy: StrategyFactory;
  readonly estimator: Estimator<A>;
}

/** The parts of a study that are data, and so are kept with it. */
export interface StudyGoals {
  /** Names of metrics of the estimator, the most important first; `latency` and `memory` are known as short names. */
  readonly objectives: readonly string[];
  /** Bounds on metrics, as objects or as text such as `"params<=20000"`; default none. */
  readonly constraints?: readonly (string | Constraint)[];
  /** Default 1. */
  readonly budget?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly setup?: Json;
}

/** Makes the spec of a study to `create` or, for comparison, to `resume`. @throws {InputError} naming the option that is wrong. */
export function createSpec<A extends Json>(
  { name, space, strategy, estimator }: StudyParts<A>,
  { objectives, constraints = [], budget = 1, seed = 0, setup = null }: StudyGoals,
  verb: "create" | "resume" = "create",
): StudySpec {
  const action = `${verb} study "${name}"`;
  const check = (isFine: boolean, field: string, found: string, expected: string): void => {
    if (!isFine) throw new InputError(`Cannot ${action}: ${field} is ${found}, expected ${expected}`);
  };
  checkEstimator(action, estimator);
  checkJson(action, "the settings of the strategy", strategy.settings);
  checkJson(action, "setup", setup);
  const known = estimator.metrics.map((metric) => metric.name);
  const knownMetric = (field: string, metric: string): string => {
    const found = metricAmong(known, metric);
    check(known.includes(found), field, shown(metric), `a metric of the estimator: ${known.join(", ")}`);
    return found;
  };
  for (const need of strategy.needs) {
    const method = capabilityMethods[need];
    const found = `${space.name} without ${method}()`;
    const kind = need === "augmentable" ? "the neat space" : `a ${need} space`;
    check(typeof space[method] === "function", "space", found, `${kind} for strategy ${strategy.name}`);
  }
  check(objectives.length > 0, "objectives", "an empty list", "at least one metric");
  const chosen = objectives.map((metric) => knownMetric("objectives", metric));
  check(new Set(chosen).size === chosen.length, "objectives", chosen.join(", "), "each metric once");
  const bounds = constraints
    .map(readConstraint)
    .map((bound): Constraint => ({ ...bound, metric: knownMetric("constraints", bound.metric) }));
  return {
    version: 1,
    space: space.name,
    strategy: { name: strategy.name, settings: strategy.settings },
    estimator: { name: estimator.name, fingerprint: estimator.fingerprint },
    metrics: estimator.metrics.map(plainMetric),
    objectives: chosen.map((metric) => plainMetric(estimator.metrics[known.indexOf(metric)] as MetricSpec)),
    constraints: bounds,
    budget,
    seed,
    setup,
  };
}

/** Reads the spec of a stored study. @throws {StorageError} if there is none, or a newer version wrote it. */
export async function readSpec(storage: Storage, name: string): Promise<StudySpec> {
  const stored = await storage.loadStudy(name);
  if (stored === undefined) {
    const known = await storage.listStudies();
    const expected = known.length > 0 ? `one of ${known.join(", ")}` : "one created before";
    throw new StorageError(`Cannot open study "${name}": it is not in this storage, expected ${expected}`);
  }
  const version = (stored as { version?: Json } | null)?.version;
  if (version !== 1) {
    throw new StorageError(`Cannot open study "${name}": its spec has version ${version}, expected 1`);
  }
  return stored as unknown as StudySpec;
}

/** Checks that what is given now is what the study was created with. @throws {InputError} naming the first difference. */
export function checkSameSpec(name: string, stored: StudySpec, given: StudySpec): void {
  const difference = firstDifference("", comparable(stored), comparable(given));
  if (difference === undefined) return;
  const { path, before, now } = difference;
  throw new InputError(
    `Cannot resume study "${name}": ${path} is ${show(now)}, expected ${show(before)} as when it was created`,
  );
}

function comparable({ setup, ...rest }: StudySpec): Json {
  return rest as unknown as Json;
}

interface Difference {
  readonly path: string;
  readonly before: Json | undefined;
  readonly now: Json | undefined;
}

function firstDifference(path: string, before: Json | undefined, now: Json | undefined): Difference | undefined {
  if (!isObject(before) || !isObject(now)) return show(before) === show(now) ? undefined : { path, before, now };
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const difference = firstDifference(path === "" ? key : `${path}.${key}`, before[key], now[key]);
    if (difference) return difference;
  }
  return undefined;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: Json | undefined): string {
  return value === undefined ? "absent" : canonicalJson(value);
}

function plainMetric({ name, unit, goal }: MetricSpec): MetricSpec {
  return { name, unit, goal };
}
