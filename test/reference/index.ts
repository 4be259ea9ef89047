export { type AnyTensor, type PlainTensor, toPlain } from "./plain-tensor.ts";
export { referenceRun } from "./reference-run.ts";
