#!/usr/bin/python3
"""Gradients of PyTorch twins at given weights and examples.

gradients.py TWINS LSTM DIR NAME=EXAMPLES...
TWINS and LSTM are the scripts that have the twins. Reads DIR/NAME.f32 and, for images and tables, DIR/NAME.x.f32; writes
DIR/NAME.gradients.f32, all parameters in the order of the weights. Prints a JSON line a name: `margin` is how close to
zero the inputs of the ReLUs come.
"""
import importlib.util, json, sys
import numpy as np
import torch
import torch.nn.functional as F


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def of_twin(twins, folder, name, examples):
    model = twins.MODELS[name]
    x, y, rows = twins.batch(name, None)
    if name == "lm":
        x = x[:examples]
        y = y[:examples * x.shape[1]]
    else:
        x = torch.from_numpy(np.fromfile(f"{folder}/{name}.x.f32", dtype="<f4")).reshape(examples, *x.shape[1:])
        y = y[:examples]
    p = twins.Parameters(f"{folder}/{name}.f32")
    F.cross_entropy(model(p, x), y).backward()
    return [q.grad for q in p.list]


twins_file, lstm_file, folder, *jobs = sys.argv[1:]
torch.set_num_threads(1)
twins, lstm = load("twins", twins_file), load("lstm", lstm_file)
margin, relu = [], F.relu


def watched(x):
    margin.append(x.detach().abs().min().item())
    return relu(x)


F.relu = watched
for job in jobs:
    name, examples = job.split("=")
    margin.clear()
    gradients = lstm.gradients(folder) if name == "lstm" else of_twin(twins, folder, name, int(examples))
    np.concatenate([g.numpy().ravel() for g in gradients]).astype("<f4").tofile(f"{folder}/{name}.gradients.f32")
    print(json.dumps({"workload": name, "margin": min(margin, default=None)}))
