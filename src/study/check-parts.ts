/** @file What a study is made of may come from anyone: what spaces, strategies, estimators and storages must have. */
import { checkOption, InputError, jsonFault, needed, type OptionChecks, optionOf, shown } from "../base/index.ts";

const functions = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, "function"]));

/** Names of the options that are parts of a study. */
type StudyPartNames = Record<"storage" | "name" | "space" | "strategy" | "estimator", unknown>;

/** What the parts of a study may be; the methods of a space's capabilities are checked where a strategy needs them. */
export const partChecks: OptionChecks<StudyPartNames> = {
  storage: needed(
    optionOf.object(
      "a storage such as createMemoryStorage()",
      functions("createStudy", "loadStudy", "addTrials", "claimTrial", "finishTrial"),
    ),
  ),
  name: needed(optionOf.text),
  space: needed(
    optionOf.object("a search space such as mlp()", {
      name: "string",
      ...functions("sample", "key", "parse", "build", "describe"),
    }),
  ),
  strategy: needed(
    optionOf.object("a strategy such as random()", {
      name: "string",
      needs: "object",
      ...functions("create", "restore"),
    }),
  ),
  estimator: needed(
    optionOf.object("an estimator such as trainingEstimator({ space, dataset })", {
      name: "string",
      metrics: "object",
      ...functions("estimate"),
    }),
  ),
};

const goalOf = optionOf.word("min", "max");

/**
 * Checks what an estimator says of itself.
 *
 * @param action  Completes "Cannot ": "create study "s"".
 * @throws {InputError} unless each metric has a name of its own, a unit and a goal, and the fingerprint is JSON.
 */
export function checkEstimator(
  action: string,
  given: { readonly metrics: unknown; readonly fingerprint: unknown },
): void {
  const { metrics, fingerprint } = given;
  checkOption(action, "metrics of the estimator", metrics, needed(optionOf.list("a list of metrics", () => true)));
  const names = new Set<string>();
  (metrics as readonly unknown[]).forEach((metric, i) => {
    const place = `metrics[${i}] of the estimator`;
    checkOption(
      action,
      place,
      metric,
      needed(optionOf.object("{ name, unit, goal }", { name: "string", unit: "string" })),
    );
    const { name, goal } = metric as { readonly name: string; readonly goal: unknown };
    checkOption(action, `the goal of ${place}`, goal, needed(goalOf));
    if (names.has(name))
      throw new InputError(`Cannot ${action}: the estimator has two metrics ${shown(name)}, expected one`);
    names.add(name);
  });
  checkJson(action, "the fingerprint of the estimator", fingerprint);
}

/** Checks that a part of a study can be stored. @throws {InputError} naming what is no JSON. */
export function checkJson(action: string, what: string, value: unknown): void {
  const fault = jsonFault(value, what);
  if (fault !== undefined) throw new InputError(`Cannot ${action}: ${fault}, expected plain JSON`);
}
