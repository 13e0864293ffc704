"""Checks of lesson 08's exercises: a claim that one seed supports and twenty refute, and a fair design."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral
from typing import Any

from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right
from course_lib.comparison import wins
from course_lib.experiments.training_race import ENTRANTS, training_race

__all__ = ["DESIGN", "check_fair_design", "check_refuted"]

SEEDS = 20
RACE = dict(
    activation="relu", depth=3, optimizer="sgd", lr=0.01, sweep=False, batch=32, epochs=5, seeds=SEEDS
)  # fmt: skip


def check_refuted(winner: Any, loser: Any, seed: Any) -> Verdict:
    """ "``winner`` beats ``loser``" is to hold with ``seed``, and twenty seeds are not to bear it out."""
    if winner is ... or loser is ... or seed is ...:
        return not_attempted(
            "Name two schemes of the fair race, and a seed from 0 to 19 with which the first wins."
        )
    for scheme in (winner, loser):
        if not isinstance(scheme, str) or scheme not in ENTRANTS:
            return not_yet(f"{scheme!r} is not in the race. Choose two of: {', '.join(ENTRANTS)}.")
    if winner == loser:
        return not_yet("A scheme cannot beat itself: both would be one network. Name two schemes.")
    if not isinstance(seed, Integral) or isinstance(seed, bool) or not 0 <= seed < SEEDS:
        return not_yet(f"seed must be a whole number from 0 to {SEEDS - 1}; this is {seed!r}.")
    *_, (_, race) = training_race((winner, loser), **RACE)
    a, b = race.accuracy[-1, 0]
    if a[seed] <= b[seed]:
        how = "is level with" if a[seed] == b[seed] else "loses to"
        return not_yet(
            f"With seed {seed}, {winner} {how} {loser}: {100 * a[seed]:.1f} to {100 * b[seed]:.1f} %. This seed does "
            "not support the claim. Look for one that does."
        )
    result = wins(a, b)
    share = f"{result.count:g} of {SEEDS} seeds, 95 % interval {100 * result.low:.0f} to {100 * result.high:.0f} %"
    if result.tells and result.count > SEEDS / 2:
        return not_yet(
            f"{winner} is ahead in {share}. Twenty seeds do not refute this claim, they support it. Look for two schemes "
            "that ought to be alike."
        )
    return right(
        f"Seed {seed} has {winner} ahead by {100 * (a[seed] - b[seed]):.1f} points; in all it is ahead in {share}. "
        + (
            "Twenty seeds say the opposite."
            if result.tells
            else "One half lies inside: the seeds do not bear the claim out."
        )
    )


# question → (right answer, what each other answer misses)
DESIGN: dict[str, tuple[Any, dict[Any, str]]] = {
    "seeds": (
        20,
        {
            1: "One seed shows one network, not a scheme.",
            3: "With three seeds even three wins of three leave an interval that holds one half.",
        },
    ),
    "noise": (
        "shared",
        {"separate": "With separate noise all of the luck of the draw is part of every difference. Shared noise takes a part of it out: most at three layers, little at ten."},
    ),
    "learning rate": (
        "own",
        {
            "same": "One rate for all compares how well that rate suits each start.",
            "first's": "The rate that suits the first scheme favours the first scheme.",
        },
    ),
    "rate chosen by": (
        "training loss",
        {"test accuracy": "Then the test images have been used to choose, and the accuracy on them comes out too high."},
    ),
    "report": (
        "median and spread",
        {
            "best seed": "The best of twenty says how lucky twenty draws can be.",
            "mean": "A mean without its spread hides whether the seeds agree, and one stalled run moves it far.",
        },
    ),
}  # fmt: skip


def check_fair_design(design: Any) -> Verdict:
    """``design`` maps each question of `DESIGN` to an answer."""
    if not isinstance(design, Mapping) or set(design) != set(DESIGN):
        return not_yet(f"Give one answer to each of: {', '.join(DESIGN)}.")
    if all(answer is ... for answer in design.values()):
        return not_attempted("Replace each ... by one of the answers behind it.")
    for question, (best, wrong) in DESIGN.items():
        answer = design[question]
        if not any(type(answer) is type(one) and answer == one for one in (best, *wrong)):
            allowed = ", ".join(map(repr, sorted((best, *wrong), key=str)))
            return not_yet(f"“{question}” must be one of {allowed}; this is {answer!r}.")
    missed = [
        wrong[design[question]] for question, (best, wrong) in DESIGN.items() if design[question] != best
    ]
    if missed:
        return not_yet(" ".join(missed))
    return right(
        "Shared noise, a rate of its own for each scheme, twenty seeds, and all of them in the report."
    )
