export type { OpCase } from "./cases/random.ts";
export { drawnFeeds } from "./drawn-feeds.ts";
export { graphOfCase, opCase, type PortableOp, portableOps } from "./op-cases.ts";
export { type AnyTensor, type PlainTensor, toPlain } from "./plain-tensor.ts";
export { referenceRun } from "./reference-run.ts";
