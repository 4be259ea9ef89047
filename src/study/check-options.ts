/** @file The options that make a study, checked before anything is done with them. */
import { checkOptions, type Json, needed, type OptionChecks, optionOf, shown } from "../base/index.ts";
import { partChecks } from "./check-parts.ts";
import type { StudyGoals, StudyParts } from "./study-spec.ts";

/** What the goals of a study may be, as far as it can be told without its estimator. */
export const goalChecks: OptionChecks<StudyGoals> = {
  objectives: needed(optionOf.list("a list of names of metrics", (item) => typeof item === "string")),
  constraints: optionOf.list('a list of texts such as "params<=20000" or of { metric, relation, bound }', () => true),
  budget: optionOf.number("a positive number", (value) => value > 0),
  seed: optionOf.number("an integer", Number.isSafeInteger),
  setup: optionOf.anything,
};

/** Checks the options of a new study, before anything is done with them. @throws {InputError} naming the one that is wrong. */
export function checkCreation(options: object): void {
  checkOptions(`create ${studyOf(options)}`, options as StudyParts<Json> & StudyGoals, {
    ...partChecks,
    ...goalChecks,
  });
}

/** The same for a study that is resumed. @throws {InputError} */
export function checkResumption(options: object): void {
  const objectives = { ...goalChecks.objectives, isOptional: true };
  checkOptions(`resume ${studyOf(options)}`, options as StudyParts<Json> & StudyGoals, {
    ...partChecks,
    ...goalChecks,
    objectives,
  });
}

/** Names the study where its name is one. */
function studyOf(options: unknown): string {
  const { name } = (options ?? {}) as { readonly name?: unknown };
  return typeof name === "string" ? `study ${shown(name)}` : "study";
}
