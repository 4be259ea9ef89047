export { broadcastShapes, normalizeAxis, sameShape, stridesOf } from "./shape.ts";
export {
  byteSize,
  type Dtype,
  type DtypeArrays,
  dtypeBytes,
  type Shape,
  scalar,
  sizeOf,
  type Tensor,
  type TensorType,
  tensor,
  zeros,
} from "./tensor.ts";
