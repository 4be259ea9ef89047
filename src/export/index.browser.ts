export { exportOnnx } from "./export-onnx.ts";
export { type InputInfo, type ModelInfo, modelInfoOf, readModelInfo } from "./model-info.ts";
export { type ModelInput, modelInput, type NamedRow } from "./model-input.ts";
export type { Measurement, TrainedModel } from "./trained-model.ts";
