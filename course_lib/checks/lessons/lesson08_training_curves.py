"""Lesson 08: fair comparisons of trained networks, and claims that one seed supports."""

from __future__ import annotations

from typing import Any

from course_lib.checks.answers import as_number, check_keys, check_number
from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right

QUESTIONS = {
    "fair_start": Question.of(
        "Does Glorot's scheme, also called Xavier, fail in a deep ReLU network where He's does not? Ten layers of weights train on digits for five epochs, with SGD at a learning rate of 0.01. "
        "Twenty networks start from He's scheme and twenty from Glorot's, in pairs of one seed. In how many of the 20 pairs does He's network end with the higher test accuracy?",
        {
            "half": ("About 10: chance decides",
                     "Then the start would hardly matter. The two differ by a factor of √2 in every hidden layer, and all seeds share that."),
            "most": ("About 15",
                     "Then some seeds would favour Glorot's start. Look at where the seeds end: the two clouds do not touch."),
            "all": "All 20",
        },
        "He's networks win every pair, by more than 50 points in the median. One seed would have said the same here, but only twenty can tell that it is so.",
        "training_race", {"epochs": 0, "seeds": 20}, {"epochs": 5}, claim="all",
    ),
    "own_rate": Question.of(
        "Now each start trains at five learning rates, and its own best rate counts: the one with the lowest loss on the validation images. "
        "No network trains on these images, and no result is reported on them. What becomes of the difference between the two starts on the test images?",
        {
            "stays": ("It stays about as large",
                      "Then no rate would suit Glorot's start. Look at its curve in the panel “Validation loss by rate”: at 0.1 it comes down."),
            "shrinks": "It shrinks to less than a third",
            "turns": ("It turns round",
                      "A larger rate makes up for most of the difference, not for more. Look at where the seeds end."),
        },
        "At 0.1, ten times the rate of the first race, Glorot's networks learn nearly as well as He's. Most of the lead at 0.01 was the learning rate's doing: "
        "a comparison at one rate also compares how well that rate suits each start.",
        "training_race", {"epochs": 0, "lr": 0.0316, "sweep": True, "measure": "rates"}, {"epochs": 5},
    ),
    "adam_deep": Question.of(
        "Does the start still matter with Adam? At ten layers the seeds left it open which start is better. Now there are 22 layers, and PyTorch's default starts too. "
        "How far apart do He's start, Glorot's and PyTorch's default end after five epochs?",
        {
            "no": ("They end alike: Adam makes up for the start",
                   "That was so at ten layers. With twelve more, look at where the medians of the three starts end."),
            "little": ("They end a few points apart",
                       "Look at the medians: they are tens of points apart."),
            "much": "They end far apart, and one stays at guessing",
        },
        "After five epochs Glorot's networks are far behind He's, and PyTorch's default is at guessing: the gradients of its lower layers are too small even for Adam.",
        "training_race",
        {
            "schemes": ("he_normal", "glorot_normal", "torch_default"),
            "optimizer": "adam",
            "lr": 0.001,
            "epochs": 0,
            "depth": 22,
            "batch": 64,
        },
        {"epochs": 5}, claim="no",
    ),
    "batch_norm": Question.of(
        "With every pre-activation brought to mean 0 and variance 1, the size of the weights no longer reaches the next layer. Ten layers, SGD at a rate of 0.01 as before. "
        "Which start is ahead now?",
        {
            "he": ("He's",
                   "He's start was ahead because its gradients were larger at this rate. Batch normalization now sets the size of the signal for both, so look at Update : weight under Show."),
            "same": ("Neither: the size of the weights has no effect any more",
                     "It has no effect on the signal any more. It still decides by what share a step changes the weights."),
            "glorot": "Glorot's",
        },
        "The signal is the same under both starts. But Glorot's weights are smaller, so one step changes a larger share of them, and at a rate this low that is an advantage.",
        "training_race", {"batch_norm": True, "epochs": 0, "seeds": 20}, {"epochs": 5},
    ),
    "one_of_twenty": Question.of(
        "Three layers, and two starts of the same standard deviation: He's normal and He's uniform scheme. With seed 0 the uniform start ends ahead. "
        "In how many of 20 seeds is it ahead?",
        {
            "nearly": ("Nearly all: a uniform draw has no extreme weights",
                       "The shape of the draw hardly matters where the std is the same (lesson 02). One seed is one toss of a coin."),
            "half": "About half, give or take a few",
            "none": ("Hardly any: seed 0 is the exception",
                     "Nothing makes the normal draw better either. One seed is one toss of a coin."),
        },
        "A fair coin gives a count like this one often, and the interval of the share holds one half. One seed supports the claim that uniform beats normal; twenty leave it open.",
        "training_race", {"schemes": ("he_normal", "he_uniform"), "depth": 3, "seeds": 1}, {"seeds": 20},
    ),
}  # fmt: skip


SEEDS = 20
RACE = dict(
    activation="relu", depth=3, optimizer="sgd", lr=0.01, sweep=False, batch=32, epochs=5, seeds=SEEDS
)  # fmt: skip


@exercise("unsupported", takes="winner, loser, seed")
def check_unsupported(winner: Any, loser: Any, seed: Any) -> Verdict | str:
    """ "``winner`` ends ahead of ``loser``" is to hold with ``seed``, and twenty seeds are not to support it.

    They support it if the 95 % interval of the share of seeds that it wins, a tie counted as one half, lies
    above one half.
    """
    from course_lib.labs.training_race.experiment import ENTRANTS, training_race
    from course_lib.training.comparison import wins

    todo = "Name two schemes of the fair race, and a seed from 0 to 19 with which the first wins."
    if winner is ... or loser is ... or seed is ...:
        return not_attempted(todo)
    for scheme in (winner, loser):
        if not isinstance(scheme, str) or scheme not in ENTRANTS:
            return f"{scheme!r} is not in the race. Choose two of: {', '.join(ENTRANTS)}."
    if winner == loser:
        return "A scheme cannot beat itself: both would be one network. Name two schemes."
    number = check_number(seed, todo)
    if number != int(number) or not 0 <= number < SEEDS:
        return f"seed must be a whole number from 0 to {SEEDS - 1}; this is {seed!r}."
    seed = int(number)
    *_, (_, race) = training_race((winner, loser), **RACE)
    a, b = race.accuracy[-1, 0]
    if a[seed] <= b[seed]:
        how = "is level with" if a[seed] == b[seed] else "loses to"
        return (
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
        return f"{winner} is {share}. Twenty seeds support this claim. Look for two schemes that ought to be alike."
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


@exercise("fair_design", takes="design")
def check_fair_design(design: Any) -> Verdict | str:
    """``design`` maps each question of `DESIGN` to an answer."""
    check_keys(design, DESIGN, "Replace each ... by one of the answers behind it.")
    missed = []
    for question, (best, wrong) in DESIGN.items():
        answer = meant(design[question])
        if not isinstance(answer, str | float) or answer not in (best, *wrong):
            allowed = ", ".join(map(repr, sorted((best, *wrong), key=str)))
            return f"“{question}” must be one of {allowed}; this is {design[question]!r}."
        if answer != best:
            missed.append(wrong[answer])
    if len(missed) == 1:
        return missed[0]
    if missed:
        return not_yet(f"{len(DESIGN) - len(missed)} of {len(DESIGN)} choices are fair.", *missed)
    return right(
        "Shared noise, a rate of its own for each scheme, chosen on images that are kept for choosing, twenty seeds, "
        "and all of them in the report."
    )


HINTS = {
    "unsupported": Hints(
        "Take two schemes that ought to be equally good. With some seed one of them is ahead all the same.",
        "Two schemes of the race have the same variance and differ only in the shape of the draw. Train both with 20 "
        "seeds, and look for a seed with which one is ahead.",
        'They are "he_normal" and "he_uniform". Try seed 0, first in one order and then in the other.',
        why="Both draw weights of the same std. With seed 0 one of them is ahead, but of twenty seeds each wins "
        "several, and the interval holds one half.",
    ),
    "fair_design": Hints(
        "A fair comparison differs in the scheme alone. Nothing else may favour one of the two.",
        "Ask of each choice: does it favour one scheme, does it add luck, or does it hide luck? And no image may judge "
        "what it has helped to choose.",
        "Take the most seeds, and noise that both schemes share. Let each scheme have its own rate, chosen on images "
        "that neither train nor test. Report all seeds, not one.",
        why="Each scheme is judged at the rate that suits it, on images that chose nothing. The seeds show how much "
        "is luck.",
    ),
}
