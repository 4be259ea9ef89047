/** @file What the columns of a table are, as read; how they become features is decided from the training part. */

/**
 * A column beside the label. Its cells are numbers in float64, NaN where missing: of a "number" the value, of a
 * "category" the index into `values`, of a "date" the days since 1970-01-01T00:00Z, with fractions.
 */
export type TableColumn =
  | { readonly name: string; readonly kind: "number" }
  | { readonly name: string; readonly kind: "category"; readonly values: readonly string[] }
  | { readonly name: string; readonly kind: "date" };
