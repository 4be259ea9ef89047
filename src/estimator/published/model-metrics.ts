/** @file The measurements of a training as NAS-Bench-101 stores them; field numbers from its `model_metrics.proto`. */
import protobuf from "protobufjs/light.js";

/** What was measured at one time of a training. */
export interface EvaluationData {
  /** Seconds of training up to then, without evaluations. */
  readonly trainingTime: number;
  /** Fractions of 10,000 images. */
  readonly trainAccuracy: number;
  readonly validationAccuracy: number;
  readonly testAccuracy: number;
}

export interface ModelMetrics {
  /** Before the training, halfway, and at its end. */
  readonly evaluationData: readonly EvaluationData[];
  readonly trainableParameters: number;
  /** Seconds of everything, evaluations too. */
  readonly totalTime: number;
}

const { Field, Root, Type } = protobuf;

const evaluationData = new Type("EvaluationData")
  .add(new Field("currentEpoch", 1, "double"))
  .add(new Field("trainingTime", 2, "double"))
  .add(new Field("trainAccuracy", 3, "double"))
  .add(new Field("validationAccuracy", 4, "double"))
  .add(new Field("testAccuracy", 5, "double"))
  .add(new Field("checkpointPath", 6, "string"));
const modelMetrics = new Type("ModelMetrics")
  .add(new Field("evaluationData", 1, "EvaluationData", "repeated"))
  .add(new Field("trainableParameters", 2, "int32"))
  .add(new Field("totalTime", 3, "double"));
new Root().define("nasbench").add(evaluationData).add(modelMetrics);

/** Reads a `ModelMetrics` message; a number that is absent is 0, as protobuf has it. @throws where it is none. */
export function decodeModelMetrics(bytes: Uint8Array): ModelMetrics {
  return modelMetrics.decode(bytes) as unknown as ModelMetrics;
}
