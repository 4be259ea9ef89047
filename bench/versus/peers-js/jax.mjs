/** @file jax-js on WebAssembly, the backend it has in Node: one compiled function is the whole training step. */
import { init, jit, lax, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { backend, batchSize, classes, mlpLayers, momentum, rate, resnetLayers, train, weightDecay } from "./train.mjs";

await init(backend);
await train((workload, parameters, x) => {
  const model = { resnet, mlp }[workload];
  const input = np.array(x.data).reshape(x.shape);
  const labels = nn.oneHot(np.array(Int32Array.from({ length: batchSize }, (_, i) => i % classes)), classes);
  const update = jit((weights, velocities, examples, targets) => {
    const loss = (list) => np.negative(nn.logSoftmax(model(examples, list)).mul(targets).sum()).div(batchSize);
    const [value, gradients] = valueAndGrad(loss)(weights.map((w) => w.ref));
    const decayed = gradients.map((g, i) => g.add(weights[i].ref.mul(weightDecay)));
    const next = velocities.map((v, i) => v.mul(momentum).add(decayed[i]));
    return { value, weights: weights.map((w, i) => w.sub(next[i].ref.mul(rate))), velocities: next };
  });
  let state = {
    weights: parameters.map(({ shape, data }) => np.array(data).reshape(shape)),
    velocities: parameters.map(({ shape }) => np.zeros(shape)),
  };
  return async () => {
    const { value, ...next } = update(state.weights, state.velocities, input.ref, labels.ref);
    state = next;
    return (await value.data())[0];
  };
});

function resnet(x, list) {
  let h = x;
  resnetLayers.forEach(([, , stride], layer) => {
    const [kernel, gamma, beta] = list.slice(3 * layer, 3 * layer + 3);
    const padding = [
      [1, 1],
      [1, 1],
    ];
    h = lax.conv(layer > 0 ? nn.relu(h) : h, kernel, [stride, stride], padding);
    h = batchNorm(h, gamma, beta);
  });
  return np.matmul(np.mean(nn.relu(h), [2, 3]), list.at(-2)).add(list.at(-1));
}

function mlp(x, list) {
  return mlpLayers.reduce((h, _, layer) => {
    const y = np.matmul(h, list[2 * layer]).add(list[2 * layer + 1]);
    return layer < mlpLayers.length - 1 ? nn.relu(y) : y;
  }, x);
}

function batchNorm(x, gamma, beta) {
  const perChannel = [1, gamma.shape[0], 1, 1];
  const centred = x.ref.sub(np.mean(x, [0, 2, 3], { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), [0, 2, 3], { keepdims: true });
  const scaled = centred.div(np.sqrt(variance.add(1e-5)));
  return scaled.mul(gamma.reshape(perChannel)).add(beta.reshape(perChannel));
}
