"""Checks of lesson 08's exercises: a claim that one seed supports and twenty do not, and a fair design."""

from __future__ import annotations

from typing import Any

from course_lib.checks.answers import as_number, check_number, unlike
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right
from course_lib.labs.training_race.experiment import ENTRANTS, training_race
from course_lib.training.comparison import wins

__all__ = ["DESIGN", "check_fair_design", "check_unsupported"]

SEEDS = 20
RACE = dict(
    activation="relu", depth=3, optimizer="sgd", lr=0.01, sweep=False, batch=32, epochs=5, seeds=SEEDS
)  # fmt: skip


def check_unsupported(winner: Any, loser: Any, seed: Any) -> Verdict:
    """ "``winner`` ends ahead of ``loser``" is to hold with ``seed``, and twenty seeds are not to support it.

    They support it if the 95 % interval of the share of seeds that it wins, a tie counted as one half, lies
    above one half.
    """
    todo = "Name two schemes of the fair race, and a seed from 0 to 19 with which the first wins."
    if winner is ... or loser is ... or seed is ...:
        return not_attempted(todo)
    for scheme in (winner, loser):
        if not isinstance(scheme, str) or scheme not in ENTRANTS:
            return not_yet(f"{scheme!r} is not in the race. Choose two of: {', '.join(ENTRANTS)}.")
    if winner == loser:
        return not_yet("A scheme cannot beat itself: both would be one network. Name two schemes.")
    number, problem = check_number(seed, todo)
    if problem is not None:
        return problem
    if number != int(number) or not 0 <= number < SEEDS:
        return not_yet(f"seed must be a whole number from 0 to {SEEDS - 1}; this is {seed!r}.")
    seed = int(number)
    *_, (_, race) = training_race((winner, loser), **RACE)
    a, b = race.accuracy[-1, 0]
    if a[seed] <= b[seed]:
        how = "is level with" if a[seed] == b[seed] else "loses to"
        return not_yet(
            f"With seed {seed}, {winner} {how} {loser}: {100 * a[seed]:.1f} to {100 * b[seed]:.1f} %. This seed does "
            "not support the claim. Look for one that does."
        )
    result, level = wins(a, b), int((a == b).sum())
    ties = f" and level in {level}, which count one half each," if level else ""
    share = (
        f"ahead in {(a > b).sum()} of {SEEDS} seeds{ties} "
        f"(95 % interval of the share: {100 * result.low:.0f} to {100 * result.high:.0f} %)"
    )
    if result.low > 0.5:
        return not_yet(
            f"{winner} is {share}. Twenty seeds support this claim. Look for two schemes that ought to be alike."
        )
    says = (
        "The interval lies below one half: twenty seeds contradict the claim."
        if result.high < 0.5
        else "One half lies inside, so twenty seeds do not support the claim. They do not refute it either: they are inconclusive."
    )
    lead = 100 * (a[seed] - b[seed])
    return right(f"With seed {seed}, {winner} leads by {lead:.1f} points. In all it is {share}. {says}")


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
        {"separate": "With separate noise all of the random variation is part of every difference. With shared noise some of it cancels: most at three layers, little at ten."},
    ),
    "learning rate": (
        "own",
        {
            "same": "One rate for all compares how well that rate suits each start.",
            "first's": "The rate that suits the first scheme favours the first scheme.",
        },
    ),
    "rate chosen by": (
        "validation loss",
        {
            "training loss": "The training loss tells how well a network fits the images it learns from. Which rate does best on new images, only images that it did not train on can tell.",
            "test accuracy": "Then the test images have been used to choose, and the accuracy on them comes out too high.",
        },
    ),
    "report": (
        "median and spread",
        {
            "best seed": "The best of twenty says how lucky twenty draws can be.",
            "mean": "A mean without its spread hides whether the seeds agree, and one stalled run moves it far.",
        },
    ),
}  # fmt: skip
SAME = {
    "validation": "validation loss", "validation set": "validation loss",
    "validation accuracy": "validation loss", "training accuracy": "training loss", "test loss": "test accuracy",
    "test": "test accuracy", "training": "training loss",
}  # fmt: skip


def meant(answer: Any) -> Any:
    """The answer of `DESIGN` that is meant: a number of any kind, or a word for the same images."""
    if isinstance(answer, str):
        return SAME.get(answer, answer)
    number = as_number(answer)
    return answer if number is None else number


def check_fair_design(design: Any) -> Verdict:
    """``design`` maps each question of `DESIGN` to an answer."""
    wrong_keys = unlike(design, DESIGN)
    if wrong_keys:
        return not_yet(wrong_keys)
    if all(answer is ... for answer in design.values()):
        return not_attempted("Replace each ... by one of the answers behind it.")
    missed = []
    for question, (best, wrong) in DESIGN.items():
        answer = meant(design[question])
        if not isinstance(answer, str | float) or answer not in (best, *wrong):
            allowed = ", ".join(map(repr, sorted((best, *wrong), key=str)))
            return not_yet(f"“{question}” must be one of {allowed}; this is {design[question]!r}.")
        if answer != best:
            missed.append(wrong[answer])
    if len(missed) == 1:
        return not_yet(missed[0])
    if missed:
        return not_yet(f"{len(DESIGN) - len(missed)} of {len(DESIGN)} choices are fair.", *missed)
    return right(
        "Shared noise, a rate of its own for each scheme, chosen on images that are kept for choosing, twenty seeds, "
        "and all of them in the report."
    )
