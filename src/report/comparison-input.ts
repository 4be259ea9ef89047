/** @file What the page of a comparison shows. */

export interface ComparisonInput {
  readonly title: string;
  /** What was compared, in a sentence. */
  readonly summary: string;
  /** How it was run, as pairs of label and value. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** What was spent, to the right. */
  readonly spent: { readonly name: string; readonly unit: string };
  /** What is left to the best there is, upwards. */
  readonly regret: { readonly name: string; readonly unit: string };
  readonly curves: readonly ComparisonCurve[];
  readonly columns: readonly ComparisonColumn[];
  /** Cells in the order of the columns; null where there is nothing to say. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export interface ComparisonCurve {
  readonly name: string;
  /** By increasing `spent`; the band reaches from `low` to `high`. */
  readonly points: readonly {
    readonly spent: number;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }[];
}

export interface ComparisonColumn {
  readonly name: string;
  /** Of its numbers; null for text. */
  readonly unit: string | null;
  /** What it says, in a few words. */
  readonly meaning: string;
}
