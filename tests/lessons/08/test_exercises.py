"""What the checks of lesson 08's exercises say beside right or wrong."""

from types import SimpleNamespace

import numpy as np

from course_lib.checks import check
from course_lib.labs.training_race import experiment


def test_a_claim_that_twenty_seeds_leave_open_is_unsupported_and_not_refuted():
    found = check("unsupported", "he_uniform", "he_normal", 0)
    assert found.status == "right" and "do not support the claim. They do not refute it either" in found.why
    assert check("unsupported", "torch_default", "he_normal", 0).status == "not yet", (
        "this seed does not support it"
    )


def test_ties_count_one_half_and_the_verdict_says_how_many(monkeypatch):
    a = np.r_[np.full(9, 0.9), np.full(4, 0.8), np.full(7, 0.7)]
    result = SimpleNamespace(accuracy=np.stack([a, np.full(20, 0.8)])[None, None])
    monkeypatch.setattr(experiment, "training_race", lambda *_, **__: iter([(1.0, result)]))
    found = check("unsupported", "he_uniform", "he_normal", 0)
    assert "ahead in 9 of 20 seeds and level in 4, which count one half each" in found.why
    assert check("unsupported", "he_uniform", "he_normal", 9).why.startswith(
        "With seed 9, he_uniform is level"
    )
