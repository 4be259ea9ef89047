/** @file The spaces that come with Espalier, by name. */
import type { Json, Settings } from "../base/index.ts";
import { convChain } from "./conv-chain.ts";
import { mlp } from "./mlp.ts";
import { nb201 } from "./nb201/index.ts";
import type { SearchSpace } from "./space.ts";

export interface SpaceEntry {
  /** One line for lists. */
  readonly summary: string;
  /** Creates the space. @throws {InputError} if a setting is unknown or wrong. */
  create(settings?: Settings): SearchSpace<Json>;
}

/** Every space by the name a command line uses; settings are the options of the function of that name. */
export const spaces: Readonly<Record<"conv-chain" | "mlp" | "nb201", SpaceEntry>> = {
  "conv-chain": {
    summary: "chains of convolutions for images: depth, and for each layer kind, window, width, shortcut, pooling",
    create: (settings = {}) => convChain(settings),
  },
  mlp: {
    summary: "fully connected networks for tables or flattened images: depth, widths, activation, dropout",
    create: (settings = {}) => mlp(settings),
  },
  nb201: {
    summary: "NAS-Bench-201 cells for images: six edges, five operations each",
    create: (settings = {}) => nb201(settings),
  },
};
