export type { Augmentable, GeneDifference, Numbering } from "./augmentable.ts";
export type { InputKind } from "./check-input.ts";
export { checkOutput } from "./check-output.ts";
export { type ConvChainArchitecture, type ConvChainOptions, type ConvLayer, convChain } from "./conv-chain.ts";
export {
  type DartsCell,
  type DartsEdge,
  type DartsOperation,
  type DartsOptions,
  darts,
  formatGenotype,
  type Genotype,
  parseGenotype,
} from "./darts/index.ts";
export {
  type Choice,
  type Conditions,
  choice,
  type Decision,
  type Decisions,
  flag,
  type Group,
  type Item,
  type ItemOf,
  type List,
  list,
  ordered,
  range,
  type Scalar,
} from "./declare/index.ts";
export { defineSpace, type Forbidden, type SpaceDeclaration } from "./define-space.ts";
export { type MlpArchitecture, type MlpOptions, mlp } from "./mlp.ts";
export { nasBenchGraph } from "./nas-bench-graph/index.ts";
export { type NbMacroOptions, nbMacro } from "./nb-macro.ts";
export {
  canonicalCell,
  formatCell,
  type Nb101Cell,
  type Nb101Operation,
  type Nb101Options,
  nb101,
  nb101Hash,
  parseNb101Cell,
  pruneCell,
} from "./nb101/index.ts";
export {
  type Cell,
  cellKey,
  fullCellDag,
  type Nb201Options,
  natsUniqueString,
  nb201,
  type Operation,
  parseCell,
} from "./nb201/index.ts";
export {
  type ConnectionGene,
  type Evaluator,
  type NeatGenome,
  type NeatSpace,
  type NeatSpaceOptions,
  type NodeGene,
  neatSpace,
  type Transfer,
} from "./neat/index.ts";
export { type PathEncodingOptions, pathEncoding, pathsOf } from "./path-encoding.ts";
export { type Restriction, restrictSpace } from "./restrict-space.ts";
export { type Slot, type SlotSpaceDeclaration, type Slots, slotSpace } from "./slot-space.ts";
export type {
  ArchitectureOf,
  ArchKey,
  Capability,
  Crossable,
  Encodable,
  GraphLike,
  LabelledDag,
  Mutable,
  Parameter,
  Parametric,
  SearchSpace,
  Space,
} from "./space.ts";
export { type SpaceEntry, spaces } from "./spaces.ts";
export { type TransnasOptions, transnasMacro, transnasMicro } from "./transnas/index.ts";
export { type Spelling, withText } from "./with-text.ts";
