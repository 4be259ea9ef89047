/** @file The types a space's declaration is made of, and the architecture type that follows from them. */
import type { Json } from "../../base/index.ts";

export type Scalar = string | number | boolean;

/** One of several values. `ordered` says that neighbouring options are alike, which encodings make use of. */
export interface Choice<T extends Scalar = Scalar> {
  readonly kind: "choice";
  readonly options: readonly T[];
  readonly ordered: boolean;
}

/** `min` to `max` items, each with the same decisions; how many there are is a decision too. */
export interface List<I extends Item = Item> {
  readonly kind: "list";
  readonly min: number;
  readonly max: number;
  readonly group: Group<I>;
}

export type Decision = Choice | List;
export type Decisions = Readonly<Record<string, Decision>>;

/** The values of a group of decisions: part of an architecture, plain JSON. */
export type Item = { readonly [name: string]: Json };

/** The values a decision can take. */
type ValueOf<D> = D extends Choice<infer T> ? T : D extends List<infer I> ? readonly I[] : never;
type AsItem<T> = T extends Item ? { [K in keyof T]: T[K] } : never;

/** The values that follow from decisions `D`, of which those in `C` are absent while their condition does not hold. */
export type ItemOf<D extends Decisions, C extends string = never> = AsItem<
  { readonly [K in Exclude<keyof D, C>]: ValueOf<D[K]> } & { readonly [K in Extract<keyof D, C>]?: ValueOf<D[K]> }
>;

/** For each conditional decision, whether it is to be made, given the choices declared before it (lists excluded). */
export type Conditions<D extends Decisions, C extends keyof D & string> = {
  readonly [K in C]: (earlier: ItemOf<D, C>) => boolean;
};

export interface Group<I extends Item = Item> {
  /** Name and decision, in the order declared. */
  readonly entries: readonly (readonly [string, Decision])[];
  /** Whether the decision is made, given those before it. */
  isActive(name: string, earlier: I): boolean;
}
