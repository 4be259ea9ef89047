export { exportOnnx } from "./export-onnx.ts";
export { type InputInfo, type ModelInfo, readModelInfo } from "./model-info.ts";
export type { Measurement, TrainedModel } from "./trained-model.ts";
