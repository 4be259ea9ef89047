export type { InputKind } from "./check-input.ts";
export { checkOutput } from "./check-output.ts";
export { type ConvChainArchitecture, type ConvChainOptions, type ConvLayer, convChain } from "./conv-chain.ts";
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
export {
  type Cell,
  cellKey,
  type Nb201Options,
  natsUniqueString,
  nb201,
  type Operation,
  parseCell,
} from "./nb201/index.ts";
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
