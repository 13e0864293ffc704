"""Appendix 02b: reading draws that somebody printed."""

from __future__ import annotations

from typing import Any

from course_lib.checks.answers import as_list
from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.mistakes import first_fault
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict, not_attempted, right

QUESTIONS = {
    "evenly": Question.of(
        "Take 100 draws from U(0, 1), counted in 60 bins. What does the histogram look like?",
        {
            "flat": ("Nearly flat, one or two a bin",
                     "Evenly spread draws would not be independent: each would have to avoid the others."),
            "ragged": "Ragged: some bins empty, some with four or more",
            "middle": ("Highest in the middle, low at both ends",
                       "That is what means of several draws look like. A single draw favours no bin."),
        },
        "Each draw is independent of the others, so they leave gaps and crowd elsewhere. Uniform means that every value is "
        "equally likely, not that values are evenly spaced or sorted.",
        "samples", {"scheme": "uniform", "size": 100_000}, {"scheme": "uniform", "size": 100},
    ),
    "printout": Question.of(
        "Keras printed for he_uniform, shape (9, 1): 0.800, −0.188, 0.673, −0.237, −0.632, 0.605, 0.164, 0.608, −0.463. "
        "Could glorot_uniform, same shape, have printed them?",
        {
            "yes": ("Yes: nine draws are too few to tell two such schemes apart",
                    "Nine draws are too few to estimate a std, but a limit needs only one number beyond it."),
            "std": ("No: their std, 0.51, is too large for it",
                    "Glorot's std is 0.45 here, but 9 % of its sets of nine draws are as wide as that."),
            "no": "No: it cannot draw one of these numbers",
        },
        "Glorot's limit here is √(6/10) = 0.775, and one of the numbers is 0.800.",
        "printouts", {"printout": "keras_he_uniform", "scheme": "own"}, {"scheme": "glorot_uniform"},
    ),
}  # fmt: skip


@exercise("impossible", takes="impossible")
def check_impossible(names: Any) -> Verdict | str:
    """``names`` is the set of Keras printouts that glorot_uniform, shape (9, 1), cannot have printed."""
    from course_lib.labs.printouts.experiment import PRINTED, read

    keras = [name for name in PRINTED if name.startswith("keras")]
    shown = ", ".join(keras)
    if names is ...:
        return not_attempted(f"Give the set of names that are impossible; choose from {shown}.")
    if isinstance(names, str) and names in keras:
        return f"Write one name as a set, too: {{{names!r}}}. But look at every printout first."
    given = as_list(names)
    if given is None:
        return f"Give a set of names out of {shown}. This is a {type(names).__name__}."
    for name in given:
        if not isinstance(name, str) or name not in keras:
            near = f" Do you mean 'keras_{name}'?" if f"keras_{name}" in keras else ""
            return f"{name!r} is not one of {shown}.{near}"
    chosen = set(given)
    if not chosen:
        return "At least one is impossible: look for a number beyond √(6/(9 + 1))."
    truth = {name for name in keras if read(name, "glorot_uniform").outside.size}
    if chosen == truth:
        return right("One number beyond ±√(6/10) = ±0.775 is enough to rule a printout out.")
    std = read(keras[0], "glorot_uniform").law.std
    return first_fault(
        (chosen == set(keras),
            f"You ruled out whatever lies beyond {std:.3f}. That is the std; the limit is √3 times larger."),
        (chosen == set(keras) - truth, "You gave what is possible. Asked for are those that cannot be."),
        (chosen < truth,
            "These are impossible, but not only these. Compare the largest absolute value of each printout, whichever "
            "scheme it is from, with the limit √(6/(9 + 1))."),
        (True, "One of these is possible: all of its numbers lie within ±√(6/10). Unlikely is not impossible."),
    )  # fmt: skip


HINTS = {
    "impossible": Hints(
        "A uniform scheme has a limit. A single number beyond it is enough, whatever the std of the printout is.",
        "Compute the limit of glorot_uniform for fan-in 9 and fan-out 1. Compare the largest absolute value of each "
        "printout with it.",
        "The limit is √(6/10) = 0.775. Only one of the four printouts stays below it: the one that glorot_uniform made.",
        why="Each of these three printouts holds a number beyond ±0.775, which glorot_uniform cannot draw.",
    ),
}
