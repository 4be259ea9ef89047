/** @file The spaces that come with Espalier, by name. */
import { type Json, mergeSettings, type Settings } from "../base/index.ts";
import { convChain } from "./conv-chain.ts";
import { darts } from "./darts/index.ts";
import { mlp } from "./mlp.ts";
import { nasBenchGraph } from "./nas-bench-graph/index.ts";
import { nbMacro } from "./nb-macro.ts";
import { nb101 } from "./nb101/index.ts";
import { nb201 } from "./nb201/index.ts";
import { neatSpace } from "./neat/index.ts";
import type { SearchSpace } from "./space.ts";
import { transnasMacro, transnasMicro } from "./transnas/index.ts";

export interface SpaceEntry {
  /** One line for lists. */
  readonly summary: string;
  /** Creates the space. @throws {InputError} if a setting is unknown or wrong. */
  create(settings?: Settings): SearchSpace<Json>;
}

/** The names of the spaces. */
type SpaceName =
  | "conv-chain"
  | "darts"
  | "mlp"
  | "nas-bench-graph"
  | "nb-macro"
  | "nb101"
  | "nb201"
  | "neat"
  | "transnas-macro"
  | "transnas-micro";

/** Every space by the name a command line uses; settings are the options of the function of that name. */
export const spaces: Readonly<Record<SpaceName, SpaceEntry>> = {
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
  darts: {
    summary: "DARTS genotypes for images, also those of NAS-Bench-301: a normal and a reduction cell of eight edges",
    create: (settings = {}) => darts(settings),
  },
  nb101: {
    summary: "NAS-Bench-101 cells for images: graphs of up to seven vertices and nine edges, three operations",
    create: (settings = {}) => nb101(settings),
  },
  "nb-macro": {
    summary: "NAS-Bench-Macro networks for images: eight layers, each a MobileNetV2 block of two kinds or none",
    create: (settings = {}) => nbMacro(settings),
  },
  "transnas-micro": {
    summary: "TransNAS-Bench-101 cells for images: six edges, four operations each",
    create: (settings = {}) => transnasMicro(settings),
  },
  "transnas-macro": {
    summary: "TransNAS-Bench-101 skeletons for images: four to six modules, which of them halve or widen",
    create: (settings = {}) => transnasMacro(settings),
  },
  neat: {
    summary: "feed-forward networks of any topology with weights of their own, for the strategy neat",
    create: (settings = {}) => neatSpace(settings),
  },
  "nas-bench-graph": {
    summary: "NAS-Bench-Graph networks, for searches in its tables only: four graph operations in nine shapes",
    create: (settings = {}) => {
      mergeSettings("nas-bench-graph", {}, settings);
      return nasBenchGraph();
    },
  },
};
