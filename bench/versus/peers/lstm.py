#!/usr/bin/python3
"""PyTorch twin of the workload `lstm`: 32 sequences of 32 steps of 64 numbers, one LSTM layer with 64 states, a linear
layer on the last state, 10 classes; SGD lr .05, momentum .9, weight decay 5e-4. Takes and prints what the twins of the
other workloads do:
  lstm.py [lstm] [--threads 2] [--iterations 20] [--weights DIR]
Prints one JSON line: losses of the first 5 steps, step time in ms (median, p25, min), sequences per second.
With --weights DIR all parameters come from DIR/lstm.f32 and the examples from DIR/lstm.x.f32: input weights
[64, 4 * 64], biases, recurrent weights [64, 4 * 64], with the gates input, forget, output, candidate in their columns,
then the linear layer's.
"""
import argparse, json, os, time
import numpy as np
import torch
import torch.nn.functional as F

T, N, D, H, CLASSES = 32, 32, 64, 64, 10
SHAPES = [(D, 4 * H), (4 * H,), (H, 4 * H), (H, CLASSES), (CLASSES,)]


def to_torch_gates(w):
    """Gates in PyTorch's order, input, forget, candidate, output, as rows."""
    i, f, o, g = w.chunk(4, -1)
    return torch.cat([i, f, g, o], -1).t() if w.dim() == 2 else torch.cat([i, f, g, o])


def start(weights):
    if not weights:
        return [torch.randn(*shape) * 0.1 for shape in SHAPES], torch.randn(N, T, D)
    flat = torch.from_numpy(np.fromfile(os.path.join(weights, "lstm.f32"), dtype="<f4").copy())
    parts = flat.split([int(np.prod(shape)) for shape in SHAPES])
    x = torch.from_numpy(np.fromfile(os.path.join(weights, "lstm.x.f32"), dtype="<f4")).reshape(N, T, D)
    return [part.reshape(shape).clone() for part, shape in zip(parts, SHAPES)], x


def from_torch_gates(w):
    """The inverse of to_torch_gates."""
    i, f, g, o = w.chunk(4)
    return torch.cat([i, f, o, g]).t() if w.dim() == 2 else torch.cat([i, f, o, g])


def build(weights):
    """Parameters, in the order of the file but PyTorch's layout, and the loss as a function of nothing."""
    (w, b, u, v, c), x = start(weights)
    y = torch.arange(N) % CLASSES
    layer = torch.nn.LSTM(D, H, batch_first=True)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(to_torch_gates(w))
        layer.weight_hh_l0.copy_(to_torch_gates(u))
        layer.bias_ih_l0.copy_(to_torch_gates(b))
        layer.bias_hh_l0.zero_()
    # One bias a gate: PyTorch's second one stays zero.
    layer.bias_hh_l0.requires_grad_(False)
    parameters = [layer.weight_ih_l0, layer.bias_ih_l0, layer.weight_hh_l0, v.requires_grad_(), c.requires_grad_()]
    return parameters, lambda: F.cross_entropy(layer(x)[0][:, -1] @ v + c, y)


def gradients(weights):
    """Gradients of the parameters as the file has them."""
    parameters, loss = build(weights)
    loss().backward()
    w, b, u, v, c = [p.grad for p in parameters]
    return [from_torch_gates(w), from_torch_gates(b), from_torch_gates(u), v, c]


def measure(iterations, weights):
    parameters, compute_loss = build(weights)
    opt = torch.optim.SGD(parameters, lr=0.05, momentum=0.9, weight_decay=5e-4)

    def step():
        opt.zero_grad()
        loss = compute_loss()
        loss.backward()
        opt.step()
        return loss.item()

    losses, times = [round(step(), 5) for _ in range(5)], []
    for _ in range(iterations * 5):
        begin = time.perf_counter()
        step()
        times.append((time.perf_counter() - begin) * 1e3)
    times.sort()
    median = times[len(times) // 2]
    return {"peer": "pytorch " + torch.__version__, "workload": "lstm", "threads": torch.get_num_threads(),
            "losses": losses, "parameters": sum(p.numel() for p in parameters), "median_ms": round(median, 3),
            "p25_ms": round(times[len(times) // 4], 3), "min_ms": round(times[0], 3),
            "per_second": round(N / median * 1e3, 1)}


if __name__ == "__main__":
    args = argparse.ArgumentParser()
    args.add_argument("names", nargs="*")
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--iterations", type=int, default=20)
    args.add_argument("--weights")
    args = args.parse_args()
    torch.set_num_threads(args.threads)
    print(json.dumps(measure(args.iterations, args.weights)))
