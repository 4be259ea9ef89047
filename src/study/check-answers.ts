/**
 * @file What estimators and strategies answer, checked where it comes in: they may be anyone's, and a wrong answer that
 * is let in goes wrong far from its cause, or for ever.
 */
import { InputError, type Json, shown, type Values } from "../base/index.ts";
import type { Checkpoint, Estimate } from "../estimator/index.ts";
import type { Space } from "../space/index.ts";
import type { NewTrial, TrialRecord } from "../storage/index.ts";

/** @throws {InputError} if the answer of `estimate` is none that its contract allows. */
export function checkEstimate(estimator: string, answer: unknown): Estimate {
  const wrong = (what: string, found: unknown, expected: string): InputError =>
    new InputError(`Cannot use the answer of estimator ${estimator}: ${what} is ${shown(found)}, expected ${expected}`);
  if (!isObject(answer)) throw wrong("it", answer, "{ state, values }");
  const { state, values, weights, checkpoint } = answer;
  if (state !== "complete" && state !== "pruned") throw wrong("state", state, '"complete" or "pruned"');
  if (!isValues(values)) throw wrong("values", values, "a number for each metric");
  if (weights !== undefined && !isWeights(weights)) {
    throw wrong("weights", weights, "{ parameters, statistics }, both a Float32Array");
  }
  if (checkpoint !== undefined && !isCheckpoint(checkpoint)) {
    throw wrong("checkpoint", checkpoint, "{ epoch, step, state, best } as a Checkpoint has them");
  }
  return answer as unknown as Estimate;
}

/** Checks an intermediate result. @throws {InputError} */
export function checkReport(estimator: string, step: unknown, values: unknown): void {
  const wrong = (what: string, found: unknown, expected: string): InputError =>
    new InputError(`Cannot use a report of estimator ${estimator}: ${what} is ${shown(found)}, expected ${expected}`);
  if (!(Number.isFinite(step) && (step as number) >= 0)) throw wrong("step", step, "a number of at least 0");
  if (!isValues(values)) throw wrong("values", values, "numbers by name");
}

/** Checks where an estimator says that a trial stands. @throws {InputError} */
export function checkKept(estimator: string, answer: unknown): Checkpoint {
  if (isCheckpoint(answer)) return answer as Checkpoint;
  throw new InputError(
    `Cannot keep where estimator ${estimator} stands: it is ${shown(answer)}, expected a Checkpoint`,
  );
}

/** Checks what an estimator says it knows of an architecture. @throws {InputError} */
export function checkKnown(estimator: string, answer: unknown): Values {
  if (isValues(answer) && Object.values(answer).every(Number.isFinite)) return answer;
  throw new InputError(
    `Cannot use what estimator ${estimator} knows: it is ${shown(answer)}, expected finite numbers by the names of metrics`,
  );
}

/** Checks what a strategy decides on the way. @throws {InputError} */
export function checkDecision(strategy: string, answer: unknown): "continue" | "stop" {
  if (answer === "continue" || answer === "stop") return answer;
  throw new InputError(
    `Cannot use what strategy ${strategy} decides: it is ${shown(answer)}, expected "continue" or "stop"`,
  );
}

/** Where proposals are checked: what they are for, and which trials they may go on from. */
export interface ProposalBounds<A extends Json> {
  readonly strategy: string;
  readonly space: Space<A>;
  /** So many were asked for. */
  readonly count: number;
  /** A complete trial by its number. */
  readonly complete: (trial: number) => Pick<TrialRecord, "key" | "fidelity"> | undefined;
}

/**
 * Checks what a strategy proposes, and names each by its key.
 *
 * @throws {InputError} if it is not 1 to `count` proposals of architectures of the space: a search could not go on.
 */
export function checkProposals<A extends Json>(bounds: ProposalBounds<A>, answer: unknown): readonly NewTrial[] {
  const { strategy, count } = bounds;
  if (!Array.isArray(answer) || answer.length < 1 || answer.length > count) {
    const found = Array.isArray(answer) ? `${answer.length} proposals` : shown(answer);
    const expected = count === 1 ? "one proposal in a list" : `a list of 1 to ${count} proposals`;
    throw new InputError(`Cannot use what strategy ${strategy} proposes: it is ${found}, expected ${expected}`);
  }
  return answer.map((proposal: unknown) => checkProposal(bounds, proposal));
}

function checkProposal<A extends Json>({ strategy, space, complete }: ProposalBounds<A>, proposal: unknown): NewTrial {
  const wrong = (what: string, found: unknown, expected: string, cause?: unknown): InputError =>
    new InputError(`Cannot use what strategy ${strategy} proposes: ${what} is ${shown(found)}, expected ${expected}`, {
      cause,
    });
  if (!isObject(proposal)) throw wrong("it", proposal, "{ architecture, origin }");
  const { origin, fidelity = 1, continues } = proposal;
  const architecture = proposal.architecture as A;
  try {
    space.parse(architecture);
  } catch (cause) {
    throw wrong("the architecture", architecture, `one of ${space.name}`, cause);
  }
  const key: unknown = space.key(architecture);
  if (typeof key !== "string")
    throw new InputError(`Cannot use space ${space.name}: a key is ${shown(key)}, expected a text`);
  if (typeof origin !== "string") throw wrong("origin", origin, "a text");
  if (!(typeof fidelity === "number" && fidelity > 0 && fidelity <= 1)) {
    throw wrong("fidelity", fidelity, "a number above 0, at most 1");
  }
  if (continues === undefined) return { architecture, key, origin, fidelity };
  const before = complete(continues as number);
  if (before?.key === key && before.fidelity < fidelity) {
    return { architecture, key, origin, fidelity, continues: continues as number };
  }
  throw wrong("continues", continues, "the number of a complete trial of this architecture with a smaller fidelity");
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isValues(value: unknown): value is Values {
  return isObject(value) && !ArrayBuffer.isView(value) && Object.values(value).every(isNumberOrAbsent);
}

function isNumberOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "number";
}

function isWeights(value: unknown): boolean {
  return isObject(value) && value.parameters instanceof Float32Array && value.statistics instanceof Float32Array;
}

function isCheckpoint(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.state) || !isObject(value.best)) return false;
  const { epoch, step, state, best } = value;
  const isWhole = (count: unknown): boolean => Number.isSafeInteger(count) && (count as number) >= 0;
  return (
    [epoch, step, best.epoch].every(isWhole) &&
    Object.values(state as Fields).every((numbers) => numbers instanceof Float32Array) &&
    isValues(best.score) &&
    isWeights(best.weights)
  );
}
