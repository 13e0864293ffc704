"""The printouts lab: are these printed numbers possible, and are they likely?"""

from __future__ import annotations

from course_lib.labs.printouts.experiment import PRINTED, SCHEME_LABELS, Reading, read
from course_lib.labs.printouts.figure import printout_figure
from course_lib.widgets import Choice, Lab

__all__ = ["lab"]


def words(reading: Reading) -> str:
    name = SCHEME_LABELS[reading.scheme]
    if reading.outside.size:
        listed = ", ".join(f"{value:g}".replace("-", "−") for value in sorted(reading.outside))
        low, high = reading.law.support
        limits = f"limits are ±{high:.4g}" if low == -high else f"limits are {low:.4g} and {high:.4g}"
        return f"Impossible: {name} cannot draw {listed}; its {limits}."
    share = f"{100 * reading.farther:.0f} %" if reading.farther >= 0.01 else "Under 1 %"
    return (
        f"Possible: {name} can draw all {len(reading.values)} numbers. {share} of fresh draws lie at least "
        f"as far from its distribution; the spread is {reading.spread:.2f} of its std."
    )


def summary(reading: Reading) -> str:
    possible = (
        "possible" if reading.outside.size == 0 else f"impossible: {reading.outside.size} outside the limits"
    )
    return "\n".join([
        f"{reading.printout.label} against {SCHEME_LABELS[reading.scheme]}: {possible}",
        f"spread over std {reading.spread:.2f}, share of fresh draws at least as far {reading.farther:.2f}",
    ])  # fmt: skip


def lab(settings: dict, presets: dict) -> Lab:
    printed = {name: printout.label for name, printout in PRINTED.items()}
    schemes = {"own": "its own scheme", **SCHEME_LABELS}
    return Lab(
        "Printouts",
        [
            Choice("printout", "Printout", "keras_he_uniform", printed),
            Choice("scheme", "Read it against", "own", schemes),
        ],
        read, printout_figure, words, summary, settings=settings, presets=presets,
    )  # fmt: skip
