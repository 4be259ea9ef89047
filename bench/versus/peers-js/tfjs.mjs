/**
 * @file TensorFlow.js. `--backend cpu` is its plain JavaScript, `wasm` its WebAssembly, which has no kernel for the
 * weight gradient of a convolution; `wasm+gradient` writes that gradient as a convolution here, so that it can train.
 */
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";
import { backend, batchSize, classes, mlpLayers, momentum, rate, resnetLayers, train, weightDecay } from "./train.mjs";

const [name, ownGradient] = backend.split("+");
await tf.setBackend(name);
await train((workload, parameters, x) => {
  const model = { resnet, mlp }[workload];
  const variables = parameters.map(({ shape, data }) => {
    const value = tf.tensor(data, shape);
    // TensorFlow's layout: kernels [k, k, in, out].
    return tf.variable(shape.length === 4 ? tf.transpose(value, [2, 3, 1, 0]) : value);
  });
  const images = x.shape.length === 4;
  const input = images ? tf.transpose(tf.tensor(x.data, x.shape), [0, 2, 3, 1]) : tf.tensor(x.data, x.shape);
  const labels = tf.oneHot(
    Array.from({ length: batchSize }, (_, i) => i % classes),
    classes,
  );
  const optimizer = tf.train.momentum(rate, momentum);
  return async () => {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => tf.losses.softmaxCrossEntropy(labels, model(input, variables)),
        variables,
      );
      for (const variable of variables)
        grads[variable.name] = tf.add(grads[variable.name], tf.mul(variable, weightDecay));
      optimizer.applyGradients(grads);
      return value;
    });
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
});

function resnet(x, variables) {
  let h = x;
  resnetLayers.forEach(([, , stride], layer) => {
    const [kernel, gamma, beta] = variables.slice(3 * layer, 3 * layer + 3);
    const activated = layer > 0 ? tf.relu(h) : h;
    const y = ownGradient ? convolve(activated, kernel, stride) : tf.conv2d(activated, kernel, stride, 1);
    const { mean, variance } = tf.moments(y, [0, 1, 2]);
    h = tf.batchNorm(y, mean, variance, beta, gamma, 1e-5);
  });
  return tf.add(tf.matMul(tf.mean(tf.relu(h), [1, 2]), variables.at(-2)), variables.at(-1));
}

function mlp(x, variables) {
  return mlpLayers.reduce((h, _, layer) => {
    const y = tf.add(tf.matMul(h, variables[2 * layer]), variables[2 * layer + 1]);
    return layer < mlpLayers.length - 1 ? tf.relu(y) : y;
  }, x);
}

/**
 * Convolution with padding 1 whose weight gradient is a convolution itself: of the input with the output's gradient as
 * the kernel, batch and channels changing places, stride becoming dilation.
 */
function convolve(x, kernel, stride) {
  return tf.customGrad((image, weights, save) => {
    save([image, weights]);
    const backward = (dy, [savedImage, savedWeights]) => [
      tf.conv2dTranspose(dy, savedWeights, savedImage.shape, stride, 1),
      weightGradient(savedImage, dy, stride),
    ];
    return { value: tf.conv2d(image, weights, stride, 1), gradFunc: backward };
  })(x, kernel);
}

function weightGradient(x, dy, stride) {
  const padded = tf.pad(tf.transpose(x, [3, 1, 2, 0]), [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  const taps = tf.conv2d(padded, tf.transpose(dy, [1, 2, 0, 3]), 1, "valid", "NHWC", stride);
  return tf.slice(tf.transpose(taps, [1, 2, 0, 3]), [0, 0, 0, 0], [3, 3, -1, -1]);
}
