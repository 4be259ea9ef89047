"""Trains paths of a network with choices one after the other; weights in the order given, as x @ w + b."""

import json
import sys

import torch

job = json.load(sys.stdin)
torch.set_num_threads(1)
x = torch.tensor(job["x"])
labels = torch.tensor(job["labels"])
makers = {
    "sgd": lambda p: torch.optim.SGD(p, lr=job["rate"], momentum=0.9, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=job["rate"], weight_decay=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=job["rate"], weight_decay=0.1),
}


def train(kind):
    parameters = {name: torch.tensor(value, requires_grad=True) for name, value in job["parameters"].items()}
    optimizer = makers[kind](list(parameters.values()))

    def linear(value, name):
        return value @ parameters[f"{name}.w"] + parameters[f"{name}.b"]

    losses = []
    for path in job["paths"]:
        value = x
        for layer, branch in enumerate(path):
            if branch == 0:
                value = torch.relu(linear(value, f"{layer}.0"))
            elif branch == 1:
                value = torch.tanh(linear(value, f"{layer}.1"))
        loss = torch.nn.functional.cross_entropy(linear(value, "head"), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"losses": losses, "parameters": {name: value.tolist() for name, value in parameters.items()}}


json.dump({kind: train(kind) for kind in makers}, sys.stdout)
