export { checkModel } from "./check-model.ts";
export { type DecodeOptions, decode } from "./decode.ts";
export { type EncodeOptions, encode, opsetVersion } from "./encode.ts";
export { type ModelMetadata, type ModelValue, readMetadata } from "./metadata.ts";
