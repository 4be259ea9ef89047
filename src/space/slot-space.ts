/** @file Spaces whose architectures fill a fixed number of positions, and are written as text. */
import type { Value } from "../graph/index.ts";
import type { NetworkBuilder } from "../nn/index.ts";
import type { InputKind } from "./check-input.ts";
import { type Choice, choice } from "./declare/index.ts";
import { defineSpace, type Forbidden } from "./define-space.ts";
import type { LabelledDag, SearchSpace } from "./space.ts";
import { withText } from "./with-text.ts";

/** One position: its name, unique within the space, and what may stand there. */
export interface Slot {
  readonly name: string;
  readonly options: readonly string[];
}

/** What stands in each position, in order. */
export type Slots = readonly string[];

export interface SlotSpaceDeclaration {
  readonly name: string;
  readonly input: InputKind;
  readonly slots: readonly Slot[];
  readonly forbid?: readonly Forbidden<Slots>[];
  /** Number of architectures that are not forbidden, where known; else they are counted. */
  readonly size?: bigint;
  /** A text, for errors. */
  readonly example: string;
  format(values: Slots): string;
  /** Takes a text apart into as many values as there are slots; whether they are options is checked later. @throws {SpaceError} */
  read(text: string): Slots;
  /** Text that is equal exactly for architectures that build the same network. */
  key(values: Slots): string;
  build(values: Slots, net: NetworkBuilder): Value;
  describe(values: Slots): string;
  toDag(values: Slots): LabelledDag;
}

/** Makes a search space of text with every capability; sampling and variation treat all positions alike (see `defineSpace`). */
export function slotSpace(declaration: SlotSpaceDeclaration): SearchSpace<string> {
  const { name, input, slots, forbid = [], size, example } = declaration;
  const valuesOf = (item: Item): Slots => slots.map((slot) => item[slot.name] as string);
  const space = defineSpace({
    name,
    input,
    decisions: Object.fromEntries(slots.map((slot): [string, Choice<string>] => [slot.name, choice(slot.options)])),
    forbid: forbid.map(({ why, test }) => ({ why, test: (item: Item) => test(valuesOf(item)) })),
    ...(size !== undefined && { size }),
    build: (item: Item, net) => declaration.build(valuesOf(item), net),
    describe: (item: Item) => declaration.describe(valuesOf(item)),
    toDag: (item: Item) => declaration.toDag(valuesOf(item)),
  });
  return withText<Item>(space, {
    example,
    format: (item) => declaration.format(valuesOf(item)),
    read: (text) => {
      const values = declaration.read(text);
      return Object.fromEntries(slots.map((slot, i) => [slot.name, values[i]]));
    },
    key: (item) => declaration.key(valuesOf(item)),
  });
}

type Item = { readonly [name: string]: string };
