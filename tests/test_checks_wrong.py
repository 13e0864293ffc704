"""What a wrong answer is told: for every exercise a dozen mistakes or more, each with its diagnosis.

The answers stand in the files wrong_*.py: exercise → (answer, a part of the verdict).
"""

import re

import numpy as np
import pytest

from course_lib.checks import EXERCISES, check
from course_lib.checks.lessons import start_here
from tests import wrong_comparing, wrong_depth, wrong_draws, wrong_frameworks, wrong_training

TABLES = (wrong_training, wrong_draws, wrong_depth, wrong_frameworks, wrong_comparing)
WRONG = {name: rows for table in TABLES for name, rows in table.WRONG.items()}
CASES = [(name, *row) for name in WRONG for row in WRONG[name]]
# what would give an exercise away: the answer, or the formula that is to be found
SOLUTIONS = {
    "rescue": r"0\.01\b(?!'| to)|one hidden layer",
    "lecun_uniform": r"√\(3/|sqrt\(3",
    "glorot_normal": r"2/\(",
    "glorot_uniform": r"6/\(",
    "he_normal": r"√\(2/|2/fan",
    "he_uniform": r"√\(6/|6/fan",
    "he_truncated": r"std / 0\.88|std/0\.88",
    "keras_he": r"2 \* std|/ ?0\.88",
    "keep_alive": r"1\.3[789]|1\.4[01]",
    "first_loss": r"ln 10|2\.30|log\(10\)",
    "raw_digits": r"\b60\b(?!$)",
    "glorot_variance": r"2/\(n_in|2 / \(n_in \+ n_out\)(?! is)",
    "round_trip": r"1\.5\b.*0\.5\b",
    "leaky_gain": r"√\(2/\(1",
    "telescope": r"10/400|0\.025|1/40\b(?!')",
    "measured_gain": r"1 ?/ ?√|E\[φ",
    "fan_in": r"shape\[1:\]|shape\[:-1\]",
    "root_five": r"1/√\(3|1/√192|0\.072|√\(2/6\)",
    "mended": r"xavier_uniform_\(|uniform_\(b",
    "own_instances": r"make\(\), make\(\)",
}


@pytest.fixture(autouse=True)
def recorded(monkeypatch):
    """Rescues are trained in test_lesson_statements.py; here their recorded seeds stand in for them."""

    def rescued(change, seeds):
        first, further = wrong_training.RECORDED[next(iter(change.items()))]
        return np.arange(len(seeds)) < (further if seeds.start else first)

    monkeypatch.setattr(start_here, "rescued", rescued)


@pytest.mark.parametrize(
    "name, answer, words", CASES, ids=[f"{name} {i}" for i, (name, *_) in enumerate(CASES)]
)
def test_a_wrong_answer_is_told_its_own_mistake(name, answer, words):
    found = check(name, *answer)
    assert found.status == "not yet" and words in repr(found), found
    assert len(repr(found)) < 1200
    every = [other for _, other in WRONG[name]]
    others = [one for one in set(every) if one not in words and words not in one and one in repr(found)]
    assert not others or found.faults, f"and no other's: {others}"
    if " raised " not in found.why:  # which shows the reader's own line
        leak = re.search(SOLUTIONS.get(name, "^$"), repr(found))
        assert not leak or leak[0] in repr(answer), f"gives the answer away: {leak}"


def test_every_exercise_has_a_dozen_wrong_answers_or_more():
    assert set(WRONG) == set(EXERCISES)
    assert {name: len(rows) for name, rows in WRONG.items() if len(rows) < 12} == {}
    few = {name for name, rows in WRONG.items() if len({words for _, words in rows}) < 10}
    assert not few, "and tells them apart"
