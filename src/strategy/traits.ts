/** @file What a strategy looks at beside the value of one objective, and what it asks of a budget. */

/**
 * Tells strategies apart beside how they search. It holds for their default settings; test/strategy/traits.test.ts
 * compares each with what the strategy does. What is common to all is not here: they take several objectives and
 * results in any order, wait for none, repeat with the same seed, and go on from a snapshot.
 */
export interface StrategyTraits {
  /**
   * What several objectives are to it: "front", it is made for finding their whole front; "ranked", they count as one
   * number, the place in the order of fronts; "ignored", it looks at no result.
   */
  readonly objectives: "front" | "ranked" | "ignored";
  /** Whether what breaks a constraint changes where it searches. */
  readonly constraints: boolean;
  /** Whether it looks at features where there are some. */
  readonly features: boolean;
  /** "whole": each trial has the budget; "parts": it begins with shorter trials; "stops": it ends trials early. */
  readonly budget: "whole" | "parts" | "stops";
}
