"""The exercises of all lessons, and the one door to their checks."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

from course_lib.arguments import check_name
from course_lib.checks.verdict import Verdict

__all__ = ["ALIASES", "EXERCISES", "check"]


def run(module: str, function: str, takes: str, fixed: tuple, *answer: Any) -> Verdict:
    """Run a check; its module is imported only now, so that a lesson loads nothing it does not use."""
    if len(answer) != len(takes.split(", ")):
        raise TypeError(f"answer must be {takes}; got {len(answer)} values")
    return getattr(import_module(f"course_lib.checks.{module}"), function)(*fixed, *answer)


DRAWS = ("lecun_uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "he_truncated")
EXERCISES = {
    "rescue": partial(run, "training", "check_rescue", "change", ()),
    "asymmetry": partial(run, "training", "check_asymmetry", "W1, W2", ()),
    "fine_at_zero": partial(run, "training", "check_fine_at_zero", "fine", ()),
    **{name: partial(run, "draws", "check_draws", name, (name,)) for name in DRAWS},
    "keep_alive": partial(run, "depth", "check_keep_alive", "gain", ()),
    "first_loss": partial(run, "depth", "check_first_loss", "loss", ()),
    "raw_digits": partial(run, "depth", "check_raw_digits", "factor", ()),
    "glorot_variance": partial(run, "depth", "check_glorot_variance", "variance", ()),
    "round_trip": partial(run, "depth", "check_round_trip", "answer", ()),
    "leaky_gain": partial(run, "depth", "check_leaky_gain", "gain", ()),
    "telescope": partial(run, "depth", "check_telescope", "factor", ()),
    "six_cells": partial(run, "activations", "check_six_cells", "cells", ()),
    "measured_gain": partial(run, "activations", "check_measured_gain", "gain", ()),
    "unsupported": partial(run, "comparing", "check_unsupported", "winner, loser, seed", ()),
    "fair_design": partial(run, "comparing", "check_fair_design", "design", ()),
    "impossible": partial(run, "printouts", "check_impossible", "impossible", ()),
    "fan_in": partial(run, "frameworks", "check_fan_in", "fan_in", ()),
    "root_five": partial(run, "frameworks", "check_root_five", "std", ()),
    "mended": partial(run, "frameworks", "check_mended", "start", ()),
    "keras_he": partial(run, "frameworks", "check_keras_he", "draw", ()),
    "own_instances": partial(run, "frameworks", "check_own_instances", "two_layers", ()),
}
ALIASES = {"refuted": "unsupported"}  # an earlier name


def check(name: str, *answer: Any) -> Verdict:
    """Check the answer to the exercise ``name``; the verdict says which misconception a wrong one shows.

    What goes wrong inside a reader's own function is told in the verdict; an error of the check is raised.

    Raises:
        ValueError: an unknown name.
        TypeError: a name that is no text; not as many answers as the exercise takes.
    """
    if isinstance(name, str):
        name = ALIASES.get(name, name)
    return EXERCISES[check_name("name", name, EXERCISES)](*answer)
