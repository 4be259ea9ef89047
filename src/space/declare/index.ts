export { choice, flag, list, ordered, range } from "./decision.ts";
export type {
  Choice,
  Conditions,
  Decision,
  Decisions,
  Group,
  Item,
  ItemOf,
  List,
  Scalar,
} from "./declaration.ts";
export { chainOf, describeItem, encodedWidth, encodeItem } from "./encode.ts";
export { completions, countItems, neighbourItems } from "./enumerate.ts";
export { createGroup } from "./group.ts";
export { indicesOf, itemOfIndices, parametersOf } from "./parameters.ts";
export { parseItem } from "./parse.ts";
export { crossItems, mutateItem, normalizeItem, sampleItem } from "./vary.ts";
