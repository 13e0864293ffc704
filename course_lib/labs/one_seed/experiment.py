"""Forty runs of a tutorial's network, each from one seed of NumPy's legacy generator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from course_lib.arguments import check_name, check_whole
from course_lib.datasets import Dataset, circles
from course_lib.ensemble import Ensemble
from course_lib.kept import Kept
from course_lib.labs.shared.pacing import played
from course_lib.labs.shared.plane import boundaries, reach
from course_lib.training import History

__all__ = ["RUNS", "SCALES", "SIZES", "OneSeed", "legacy_weights", "one_seed"]

RUNS = 40
SIZES = (2, 10, 5, 1)
LR, STEPS = 0.1, 1500
TRAINED = Kept(3)  # ensembles of all runs, by scheme: picking another seed trains nothing
SCALES = {"he_normal": "He: √(2 / fan-in)", "normal_x10": "× 10", "zeros": "Zeros"}


@dataclass(frozen=True)
class OneSeed:
    """Training accuracy of the first ``shown`` runs so far, and the decision map of the one picked."""

    scheme: str
    seed: int
    shown: int
    done: int
    accuracy: np.ndarray
    map: np.ndarray
    half: float
    data: Dataset


def legacy_weights(seed: int, scheme: str, sizes: tuple[int, ...] = SIZES) -> list[np.ndarray]:
    """Weights as the tutorial draws them: layer after layer from ``RandomState(seed)``, shape (out, in).

    They are returned in this course's layout, (fan-in, fan-out).
    """
    check_name("scheme", scheme, SCALES)
    seed = check_whole("seed", seed, 0)
    random = np.random.RandomState(seed)
    weights = []
    for n_in, n_out in pairwise(sizes):
        factor = {"he_normal": np.sqrt(2 / n_in), "normal_x10": 10.0, "zeros": 0.0}[scheme]
        weights.append((random.randn(n_out, n_in) * factor).T)
    return weights


def drawn(scheme: str) -> Ensemble:
    """All runs as the tutorial draws them."""
    ensemble = Ensemble(SIZES, "relu", {scheme: "zeros"}, range(RUNS))
    for seed in range(RUNS):
        for layer, weight in enumerate(legacy_weights(seed, scheme)):
            ensemble.weights[layer][seed] = ensemble.weights[layer].new_tensor(weight)
    return ensemble


def one_seed(scheme: str, seed: int, shown: int) -> Iterator[tuple[float, OneSeed]]:
    """Train all `RUNS` runs of ``scheme``, once, and show ``shown`` of them; yield (done, `OneSeed`).

    Raises:
        ValueError: an unknown scheme; ``seed`` is not among the ``shown`` first ones.
    """
    check_name("scheme", scheme, SCALES)
    shown = check_whole("shown", shown, 1, RUNS)
    seed = check_whole("seed", seed, 0)
    if seed >= shown:
        raise ValueError(f"seed must be below the number of seeds shown, {shown}; got {seed}")
    data, trained = circles(), TRAINED.find(scheme)
    half = reach(data)

    def picture(ensemble: Ensemble, done: int) -> OneSeed:
        accuracy = ensemble.evaluate(data.X_train, data.y_train)[1].numpy()[:shown]
        return OneSeed(scheme, seed, shown, done, accuracy, boundaries(ensemble, [seed], half)[0], half, data)

    if trained is not None:
        yield 1.0, picture(trained, STEPS)
        return
    ensemble = drawn(scheme)

    def shown_so_far(history: History | None) -> OneSeed:
        if history is not None and history.finished:
            TRAINED.get(scheme, lambda: ensemble)
        return picture(ensemble, 0 if history is None else history.done)

    yield from played(ensemble, data.X_train, data.y_train, STEPS, shown_so_far, lr=LR)
