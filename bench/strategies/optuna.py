"""Optuna's side of ask-tell.ts: milliseconds of CPU for ask, suggestions and tell after many finished trials.

python3 optuna.py tpe|nsga2 [--trials 1000] [--rounds 30]; prints one line of JSON.
"""
import argparse
import json
import random
import sys
import time

# This file is named after what it measures; without this it would import itself.
sys.path = sys.path[1:]

import optuna  # noqa: E402

optuna.logging.set_verbosity(optuna.logging.ERROR)

OPTIONS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]
NAMES = [f"edge {i}" for i in range(6)]
DISTRIBUTIONS = {name: optuna.distributions.CategoricalDistribution(OPTIONS) for name in NAMES}


def losses(params, objectives):
    """As in ask-tell.ts: how far the operations are from the third one, and how many convolutions there are."""
    numbers = [OPTIONS.index(params[name]) for name in NAMES]
    return [sum(abs(number - 2 - i % 3) for i, number in enumerate(numbers)), sum(n in (2, 3) for n in numbers)][:objectives]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sampler", choices=["tpe", "nsga2"])
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=30)
    args = parser.parse_args()

    if args.sampler == "tpe":
        objectives, sampler = 1, optuna.samplers.TPESampler(seed=0, multivariate=True, warn_independent_sampling=False)
    else:
        objectives, sampler = 2, optuna.samplers.NSGAIISampler(seed=0, population_size=50)
    study = optuna.create_study(directions=["minimize"] * objectives, sampler=sampler)

    def step():
        trial = study.ask()
        params = {name: trial.suggest_categorical(name, OPTIONS) for name in NAMES}
        study.tell(trial, losses(params, objectives))

    draw = random.Random(0)
    if args.sampler == "tpe":
        for _ in range(args.trials):
            params = {name: draw.choice(OPTIONS) for name in NAMES}
            study.add_trial(
                optuna.trial.create_trial(params=params, distributions=DISTRIBUTIONS, values=losses(params, objectives))
            )
    else:
        # Generations are marked on trials as they are asked for, so they cannot be added from outside.
        for _ in range(args.trials):
            step()

    times = []
    for round in range(args.rounds + 3):
        start = time.process_time()
        step()
        if round >= 3:
            times.append(1000 * (time.process_time() - start))
    times.sort()
    print(json.dumps({"version": optuna.__version__, "mean": sum(times) / len(times), "median": times[len(times) // 2]}))


main()
