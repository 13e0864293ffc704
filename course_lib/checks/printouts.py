"""The check of the exercise on printed draws."""

from __future__ import annotations

from typing import Any

from course_lib.checks.answers import as_list
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right
from course_lib.labs.printouts.experiment import PRINTED, read

__all__ = ["check_impossible"]


def check_impossible(names: Any) -> Verdict:
    """``names`` is the set of Keras printouts that glorot_uniform, shape (9, 1), cannot have printed."""
    keras = [name for name in PRINTED if name.startswith("keras")]
    shown = ", ".join(keras)
    if names is ...:
        return not_attempted(f"Give the set of names that are impossible; choose from {shown}.")
    if isinstance(names, str) and names in keras:
        return not_yet(f"One name goes into a set as well: {{{names!r}}}. But look at every printout first.")
    given = as_list(names)
    if given is None:
        return not_yet(f"Give a set of names out of {shown}. This is a {type(names).__name__}.")
    for name in given:
        if not isinstance(name, str) or name not in keras:
            near = f" Do you mean 'keras_{name}'?" if f"keras_{name}" in keras else ""
            return not_yet(f"{name!r} is not one of {shown}.{near}")
    chosen = set(given)
    if not chosen:
        return not_yet("At least one is impossible: look for a number beyond √(6/(9 + 1)).")
    truth = {name for name in keras if read(name, "glorot_uniform").outside.size}
    if chosen == truth:
        return right("One number beyond ±√(6/10) = ±0.775 is enough to rule a printout out.")
    if chosen == set(keras):
        std = read(keras[0], "glorot_uniform").law.std
        return not_yet(
            f"You ruled out whatever lies beyond {std:.3f}. That is the std; the limit is √3 times larger."
        )
    if chosen == set(keras) - truth:
        return not_yet("You gave what is possible. Asked for are those that cannot be.")
    if chosen < truth:
        return not_yet(
            "These are impossible, but not only these. Compare the largest number of each printout, whichever scheme "
            "it is from, with the limit √(6/(9 + 1))."
        )
    return not_yet(
        "One of these is possible: all of its numbers lie within ±√(6/10). Unlikely is not impossible."
    )
