"""A patient as `inspect` takes it."""

from __future__ import annotations

from typing import Any

import torch

from course_lib.arguments import check_name
from course_lib.labs.doctor.experiment import EXAMINED
from course_lib.labs.doctor.patients import PATIENTS

__all__ = ["patient"]


def patient(name: str, seed: int = 0) -> tuple[Any, ...]:
    """(model, inputs, targets, loss) of a patient of the lab: its network as drawn, and 128 of its examples.

    Args:
        name: a name of `PATIENTS`.
        seed: of the weights, as in the lab.

    Raises:
        ValueError, TypeError: an unknown name, or no name.

    >>> model, inputs, targets, loss = patient("scans")
    >>> tuple(inputs.shape), len(targets)
    ((128, 64), 128)
    """
    make = PATIENTS[check_name("name", name, PATIENTS)].make
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        case = make()
    return case.model, *case.examples(EXAMINED), case.loss
