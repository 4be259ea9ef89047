/** @file Features of a table by kind: those of one kind are computed together, in ONNX as in PyTorch. */
import type { Feature, Standardization, TableEncoding } from "../data/index.browser.ts";

/** A feature with its place among all and its standardisation. */
export type Placed<K extends Feature["kind"] = Feature["kind"]> = Extract<Feature, { readonly kind: K }> & {
  readonly place: number;
  readonly mean: number;
  readonly std: number;
};

/** Features of one kind, in order, one at least. */
export interface FeatureGroup {
  readonly kind: Feature["kind"];
  readonly features: readonly Placed[];
}

/** Groups features by kind, in the order in which the kinds turn up. */
export function groupFeatures({ features }: TableEncoding, { mean, std }: Standardization): readonly FeatureGroup[] {
  const groups = new Map<Feature["kind"], Placed[]>();
  features.forEach((feature, place) => {
    const placed = { ...feature, place, mean: mean[place] as number, std: std[place] as number };
    const group = groups.get(feature.kind);
    if (group) group.push(placed);
    else groups.set(feature.kind, [placed]);
  });
  return Array.from(groups, ([kind, members]) => ({ kind, features: members }));
}

/** Where each feature stands when the groups lie side by side; null if that is their order already. */
export function orderOf(groups: readonly FeatureGroup[]): readonly number[] | null {
  const places = groups.flatMap(({ features }) => features.map(({ place }) => place));
  return places.every((place, i) => place === i) ? null : places.map((_, place) => places.indexOf(place));
}

/** The columns of a group, one for each feature; null if they are all columns in order. */
export function columnsOf(features: readonly Feature[], { columns }: TableEncoding): readonly number[] | null {
  const isAll = features.length === columns.length && features.every(({ column }, c) => column === c);
  return isAll ? null : features.map(({ column }) => column);
}

/** The features of a group as those of its kind. */
export function asKind<K extends Feature["kind"]>(features: readonly Placed[], _kind: K): readonly Placed<K>[] {
  return features as unknown as readonly Placed<K>[];
}
