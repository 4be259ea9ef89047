/**
 * @file The versions of ONNX's operators that are read, as its specification lists them; only those that differ in inputs,
 * outputs or attributes. A line is `opset | inputs | outputs | attributes`. An input is a letter for each element type it
 * may have (f float32, d float64, l int64, i int32, b bool; - for others alone), with ? where it may be left out, * where
 * it may be repeated. An attribute has its type behind it (i int, f float, s string, t tensor, g graph, is, fs, ss lists) and ! where
 * it must be given. Written by bench/onnx/op-versions.py from the package onnx.
 */
export const opVersions: Readonly<Record<string, string>> = {
  Abs: `
    1 | fd | 1 | consumed_inputs:is
    6 | fdli | 1 |`,
  Add: `
    1 | fd fd | 1 | axis:i broadcast:i consumed_inputs:is
    6 | fdli fdli | 1 | axis:i broadcast:i
    7 | fdli fdli | 1 |`,
  And: `
    1 | b b | 1 | axis:i broadcast:i
    7 | b b | 1 |`,
  ArgMax: `
    1 | fdli | 1 | axis:i keepdims:i
    12 | fdli | 1 | axis:i keepdims:i select_last_index:i`,
  ArgMin: `
    1 | fdli | 1 | axis:i keepdims:i
    12 | fdli | 1 | axis:i keepdims:i select_last_index:i`,
  AveragePool: `
    1 | fd | 1 | auto_pad:s kernel_shape:is! pads:is strides:is
    7 | fd | 1 | auto_pad:s count_include_pad:i kernel_shape:is! pads:is strides:is
    10 | fd | 1 | auto_pad:s ceil_mode:i count_include_pad:i kernel_shape:is! pads:is strides:is
    19 | fd | 1 | auto_pad:s ceil_mode:i count_include_pad:i dilations:is kernel_shape:is! pads:is strides:is`,
  BatchNormalization: `
    1 | fd fd fd fd fd | 1-5 | consumed_inputs:is! epsilon:f is_test:i momentum:f spatial:i
    6 | fd fd fd fd fd | 1-5 | epsilon:f is_test:i momentum:f spatial:i
    7 | fd fd fd fd fd | 1-5 | epsilon:f momentum:f spatial:i
    9 | fd fd fd fd fd | 1-5 | epsilon:f momentum:f
    14 | fd fd fd fd fd | 1-3 | epsilon:f momentum:f training_mode:i`,
  Cast: `
    1 | fdlib | 1 | to:s!
    6 | fdlib | 1 | to:i!
    19 | fdlib | 1 | saturate:i to:i!
    24 | fdlib | 1 | round_mode:s saturate:i to:i!`,
  CastLike: `
    15 | fdlib fdlib | 1 |
    19 | fdlib fdlib | 1 | saturate:i
    24 | fdlib fdlib | 1 | round_mode:s saturate:i`,
  Ceil: `
    1 | fd | 1 | consumed_inputs:is
    6 | fd | 1 |`,
  Celu: `
    12 | f | 1 | alpha:f
    28 | fd | 1 | alpha:f`,
  Clip: `
    1 | fd | 1 | consumed_inputs:is max:f min:f
    6 | fd | 1 | max:f min:f
    11 | fd fd? fd? | 1 |
    12 | fdli fdli? fdli? | 1 |`,
  Concat: `
    1 | fd* | 1 | axis:i
    4 | fdlib* | 1 | axis:i!`,
  Constant: `
    1 |  | 1 | value:t!
    11 |  | 1 | value:t
    12 |  | 1 | value:t value_float:f value_floats:fs value_int:i value_ints:is value_string:s value_strings:ss`,
  ConstantOfShape: "9 | l | 1 | value:t",
  Conv: "1 | fd fd fd? | 1 | auto_pad:s dilations:is group:i kernel_shape:is pads:is strides:is",
  ConvTranspose:
    "1 | fd fd fd? | 1 | auto_pad:s dilations:is group:i kernel_shape:is output_padding:is output_shape:is pads:is strides:is",
  Cos: "7 | fd | 1 |",
  Cosh: "9 | fd | 1 |",
  CumSum: "11 | fdli li | 1 | exclusive:i reverse:i",
  DepthToSpace: `
    1 | fdlib | 1 | blocksize:i!
    11 | fdlib | 1 | blocksize:i! mode:s`,
  Div: `
    1 | fd fd | 1 | axis:i broadcast:i consumed_inputs:is
    6 | fdli fdli | 1 | axis:i broadcast:i
    7 | fdli fdli | 1 |`,
  Dropout: `
    1 | fd | 1-2 | consumed_inputs:is is_test:i ratio:f
    6 | fd | 1-2 | is_test:i ratio:f
    7 | fd | 1-2 | ratio:f
    12 | fd fd? b? | 1-2 | seed:i`,
  Einsum: "12 | fdli* | 1 | equation:s!",
  Elu: `
    1 | fd | 1 | alpha:f consumed_inputs:is
    6 | fd | 1 | alpha:f`,
  Equal: `
    1 | lib lib | 1 | axis:i broadcast:i
    7 | lib lib | 1 |
    11 | fdlib fdlib | 1 |`,
  Erf: `
    9 | fdli | 1 |
    13 | fd | 1 |`,
  Exp: `
    1 | fd | 1 | consumed_inputs:is
    6 | fd | 1 |`,
  Expand: "8 | fdlib l | 1 |",
  EyeLike: "9 | fdlib | 1 | dtype:i k:i",
  Flatten: `
    1 | fd | 1 | axis:i
    9 | fdlib | 1 | axis:i`,
  Floor: `
    1 | fd | 1 | consumed_inputs:is
    6 | fd | 1 |`,
  GRU: `
    1 | fd fd fd fd? i? fd? | 2 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i output_sequence:i
    3 | fd fd fd fd? i? fd? | 0-2 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i linear_before_reset:i output_sequence:i
    7 | fd fd fd fd? i? fd? | 0-2 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i linear_before_reset:i
    14 | fd fd fd fd? i? fd? | 0-2 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i layout:i linear_before_reset:i`,
  Gather: "1 | fdlib li | 1 | axis:i",
  GatherElements: "11 | fdlib li | 1 | axis:i",
  GatherND: `
    11 | fdlib l | 1 |
    12 | fdlib l | 1 | batch_dims:i`,
  Gelu: "20 | fd | 1 | approximate:s",
  Gemm: `
    1 | fd fd fd | 1 | alpha:f beta:f broadcast:i transA:i transB:i
    7 | fd fd fd | 1 | alpha:f beta:f transA:i transB:i
    9 | fdli fdli fdli | 1 | alpha:f beta:f transA:i transB:i
    11 | fdli fdli fdli? | 1 | alpha:f beta:f transA:i transB:i`,
  GlobalAveragePool: "1 | fd | 1 |",
  GlobalMaxPool: "1 | fd | 1 |",
  Greater: `
    1 | fd fd | 1 | axis:i broadcast:i
    7 | fd fd | 1 |
    9 | fdli fdli | 1 |`,
  GreaterOrEqual: "12 | fdli fdli | 1 |",
  GroupNormalization: `
    18 | fd fd fd | 1 | epsilon:f num_groups:i!
    21 | fd fd fd | 1 | epsilon:f num_groups:i! stash_type:i`,
  HardSigmoid: `
    1 | fd | 1 | alpha:f beta:f consumed_inputs:is
    6 | fd | 1 | alpha:f beta:f`,
  HardSwish: "14 | fd | 1 |",
  Hardmax: "1 | fd | 1 | axis:i",
  Identity: "1 | fdlib | 1 |",
  If: "1 | b | 1-* | else_branch:g! then_branch:g!",
  InstanceNormalization: `
    1 | fd fd fd | 1 | consumed_inputs:is epsilon:f
    6 | fd fd fd | 1 | epsilon:f`,
  IsInf: "10 | fd | 1 | detect_negative:i detect_positive:i",
  IsNaN: "9 | fd | 1 |",
  LRN: "1 | fd | 1 | alpha:f beta:f bias:f size:i!",
  LSTM: `
    1 | fd fd fd fd? i? fd? fd? fd? | 0-3 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i input_forget:i output_sequence:i
    7 | fd fd fd fd? i? fd? fd? fd? | 0-3 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i input_forget:i
    14 | fd fd fd fd? i? fd? fd? fd? | 0-3 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i input_forget:i layout:i`,
  LayerNormalization: "17 | fd fd fd? | 1-3 | axis:i epsilon:f stash_type:i",
  LeakyRelu: `
    1 | fd | 1 | alpha:f consumed_inputs:is
    6 | fd | 1 | alpha:f`,
  Less: `
    1 | fd fd | 1 | axis:i broadcast:i
    7 | fd fd | 1 |
    9 | fdli fdli | 1 |`,
  LessOrEqual: "12 | fdli fdli | 1 |",
  Log: `
    1 | fd | 1 | consumed_inputs:is
    6 | fd | 1 |`,
  LogSoftmax: "1 | fd | 1 | axis:i",
  LpNormalization: "1 | fd | 1 | axis:i p:i",
  LpPool: `
    1 | fd | 1 | auto_pad:s kernel_shape:is p:f pads:is strides:is
    2 | fd | 1 | auto_pad:s kernel_shape:is! p:i pads:is strides:is
    18 | fd | 1 | auto_pad:s ceil_mode:i dilations:is kernel_shape:is! p:i pads:is strides:is`,
  MatMul: `
    1 | fd fd | 1 |
    9 | fdli fdli | 1 |`,
  Max: `
    1 | fd* | 1 | consumed_inputs:is
    6 | fd* | 1 |
    12 | fdli* | 1 |`,
  MaxPool: `
    1 | fd | 1 | auto_pad:s kernel_shape:is! pads:is strides:is
    8 | fd | 1-2 | auto_pad:s kernel_shape:is! pads:is storage_order:i strides:is
    10 | fd | 1-2 | auto_pad:s ceil_mode:i dilations:is kernel_shape:is! pads:is storage_order:i strides:is`,
  Mean: `
    1 | fd* | 1 | consumed_inputs:is
    6 | fd* | 1 |`,
  MeanVarianceNormalization: "9 | fd | 1 | axes:is",
  Min: `
    1 | fd* | 1 | consumed_inputs:is
    6 | fd* | 1 |
    12 | fdli* | 1 |`,
  Mish: "18 | fd | 1 |",
  Mod: "10 | fdli fdli | 1 | fmod:i",
  Mul: `
    1 | fd fd | 1 | axis:i broadcast:i consumed_inputs:is
    6 | fdli fdli | 1 | axis:i broadcast:i
    7 | fdli fdli | 1 |`,
  Neg: `
    1 | fd | 1 | consumed_inputs:is
    6 | fdli | 1 |`,
  NegativeLogLikelihoodLoss: "12 | fd li fd? | 1 | ignore_index:i reduction:s",
  NonZero: "9 | fdlib | 1 |",
  Not: "1 | b | 1 |",
  OneHot: "9 | fdli fdli fdlib | 1 | axis:i",
  Or: `
    1 | b b | 1 | axis:i broadcast:i
    7 | b b | 1 |`,
  PRelu: `
    1 | fd fd | 1 | consumed_inputs:is
    6 | fd fd | 1 |
    9 | fdli fdli | 1 |`,
  Pad: `
    1 | fd | 1 | mode:s paddings:is! value:f
    2 | fd | 1 | mode:s pads:is! value:f
    11 | fdli l fdli? | 1 | mode:s
    13 | fdlib l fdlib? | 1 | mode:s
    18 | fdlib l fdlib? li? | 1 | mode:s`,
  Pow: `
    1 | fd fd | 1 | axis:i broadcast:i
    7 | fd fd | 1 |
    12 | fdli fdli | 1 |`,
  RMSNormalization: "23 | fd fd | 1 | axis:i epsilon:f stash_type:i",
  RNN: `
    1 | fd fd fd fd? i? fd? | 0-2 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i output_sequence:i
    7 | fd fd fd fd? i? fd? | 0-2 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i
    14 | fd fd fd fd? i? fd? | 0-2 | activation_alpha:fs activation_beta:fs activations:ss clip:f direction:s hidden_size:i layout:i`,
  Range: `
    11 | fdli fdli fdli | 1 |
    27 | fdli fdli fdli | 1 | stash_type:i`,
  Reciprocal: `
    1 | fd | 1 | consumed_inputs:is
    6 | fd | 1 |`,
  ReduceL1: `
    1 | fdli | 1 | axes:is keepdims:i
    18 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i`,
  ReduceL2: `
    1 | fdli | 1 | axes:is keepdims:i
    18 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i`,
  ReduceLogSum: `
    1 | fdli | 1 | axes:is keepdims:i
    18 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i
    28 | fd l? | 1 | keepdims:i noop_with_empty_axes:i`,
  ReduceLogSumExp: `
    1 | fdli | 1 | axes:is keepdims:i
    18 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i
    28 | fd l? | 1 | keepdims:i noop_with_empty_axes:i`,
  ReduceMax: `
    1 | fdli | 1 | axes:is keepdims:i
    18 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i
    20 | fdlib l? | 1 | keepdims:i noop_with_empty_axes:i`,
  ReduceMean: `
    1 | fdli | 1 | axes:is keepdims:i
    18 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i`,
  ReduceMin: `
    1 | fdli | 1 | axes:is keepdims:i
    18 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i
    20 | fdlib l? | 1 | keepdims:i noop_with_empty_axes:i`,
  ReduceProd: `
    1 | fdli | 1 | axes:is keepdims:i
    18 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i`,
  ReduceSum: `
    1 | fdli | 1 | axes:is keepdims:i
    13 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i`,
  ReduceSumSquare: `
    1 | fdli | 1 | axes:is keepdims:i
    18 | fdli l? | 1 | keepdims:i noop_with_empty_axes:i`,
  Relu: `
    1 | fd | 1 | consumed_inputs:is
    6 | fd | 1 |
    14 | fdli | 1 |`,
  Reshape: `
    1 | fd | 1 | consumed_inputs:is shape:is
    5 | fdlib l | 1 |
    14 | fdlib l | 1 | allowzero:i`,
  Resize: `
    10 | fdlib f | 1 | mode:s
    11 | fdlib fd f l? | 1 | coordinate_transformation_mode:s cubic_coeff_a:f exclude_outside:i extrapolation_value:f mode:s nearest_mode:s
    13 | fdlib fd? f? l? | 1 | coordinate_transformation_mode:s cubic_coeff_a:f exclude_outside:i extrapolation_value:f mode:s nearest_mode:s
    18 | fdlib fd? f? l? | 1 | antialias:i axes:is coordinate_transformation_mode:s cubic_coeff_a:f exclude_outside:i extrapolation_value:f keep_aspect_ratio_policy:s mode:s nearest_mode:s`,
  Round: "11 | fd | 1 |",
  Scatter: `
    9 | fdlib li fdlib | 1 | axis:i
    11 | removed`,
  ScatterElements: `
    11 | fdlib li fdlib | 1 | axis:i
    16 | fdlib li fdlib | 1 | axis:i reduction:s`,
  ScatterND: `
    11 | fdlib l fdlib | 1 |
    16 | fdlib l fdlib | 1 | reduction:s`,
  Selu: `
    1 | fd | 1 | alpha:f consumed_inputs:is gamma:f
    6 | fd | 1 | alpha:f gamma:f`,
  Shape: `
    1 | fdlib | 1 |
    15 | fdlib | 1 | end:i start:i`,
  Shrink: "9 | fdli | 1 | bias:f lambd:f",
  Sigmoid: `
    1 | fd | 1 | consumed_inputs:is
    6 | fd | 1 |`,
  Sign: "9 | fdli | 1 |",
  Sin: "7 | fd | 1 |",
  Sinh: "9 | fd | 1 |",
  Size: "1 | fdlib | 1 |",
  Slice: `
    1 | fdlib | 1 | axes:is ends:is! starts:is!
    10 | fdlib li li li? li? | 1 |`,
  Softmax: "1 | fd | 1 | axis:i",
  SoftmaxCrossEntropyLoss: "12 | fd li fd? | 1-2 | ignore_index:i reduction:s",
  Softplus: "1 | fd | 1 |",
  Softsign: "1 | fd | 1 |",
  SpaceToDepth: `
    1 | fdlib | 1 | blocksize:i!
    28 | fdlib | 1 | blocksize:i! mode:s`,
  Split: `
    1 | fd fd? | 1-* | axis:i split:is
    2 | fdlib | 1-* | axis:i split:is
    13 | fdlib l? | 1-* | axis:i
    18 | fdlib l? | 1-* | axis:i num_outputs:i`,
  Sqrt: `
    1 | fd | 1 | consumed_inputs:is
    6 | fd | 1 |`,
  Squeeze: `
    1 | fdlib | 1 | axes:is
    13 | fdlib l? | 1 |`,
  Sub: `
    1 | fd fd | 1 | axis:i broadcast:i consumed_inputs:is
    6 | fdli fdli | 1 | axis:i broadcast:i
    7 | fdli fdli | 1 |`,
  Sum: `
    1 | fd* | 1 | consumed_inputs:is
    6 | fd* | 1 |`,
  Swish: "24 | fd | 1 | alpha:f",
  Tan: "7 | fd | 1 |",
  Tanh: `
    1 | fd | 1 | consumed_inputs:is
    6 | fd | 1 |`,
  ThresholdedRelu: "10 | fd | 1 | alpha:f",
  Tile: `
    1 | fd fd fd | 1 |
    6 | fdlib l | 1 |`,
  TopK: `
    1 | fd | 2 | axis:i k:i!
    10 | fd l | 2 | axis:i
    11 | fdli l | 2 | axis:i largest:i sorted:i`,
  Transpose: "1 | fdlib | 1 | perm:is",
  Trilu: "14 | fdlib l? | 1 | upper:i",
  Unsqueeze: `
    1 | fdlib | 1 | axes:is!
    13 | fdlib l | 1 |`,
  Upsample: `
    1 | fdlib | 1 | height_scale:f! mode:s width_scale:f!
    7 | fdlib | 1 | mode:s scales:fs!
    9 | fdlib f | 1 | mode:s
    10 | removed`,
  Where: "9 | b fdlib fdlib | 1 |",
  Xor: `
    1 | b b | 1 | axis:i broadcast:i
    7 | b b | 1 |`,
};
