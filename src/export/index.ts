export { type EvaluateOptions, type Evaluation, evaluateModel } from "./evaluate-model.ts";
export { exportOnnx } from "./export-onnx.ts";
export { exportPytorch, type PytorchExport } from "./export-pytorch.ts";
export { exportWeb } from "./export-web.ts";
export { type ModelCard, modelCard, type WebCard } from "./model-card.ts";
export {
  type ImageInput,
  type InputInfo,
  type ModelInfo,
  modelInfo,
  modelInfoOf,
  readModelInfo,
} from "./model-info.ts";
export { type ModelInput, modelInput, type NamedRow } from "./model-input.ts";
export type {
  ClassMistake,
  ClassOutcomes,
  ConfusedPair,
  OutcomeRecorder,
  Outcomes,
  ScoreInterval,
  TargetMistake,
  TargetOutcomes,
} from "./outcomes.ts";
export { type Examples, predictModel } from "./predict-model.ts";
export { type Prediction, readPrediction } from "./read-prediction.ts";
export { recordOutcomes } from "./record-outcomes.ts";
export type { Measurement, TrainedModel } from "./trained-model.ts";
