"""Misuse of the checks, the labs and their presets: an error names what is wrong.

What each kind of control refuses is in `test_controls.py`, what a lab's settings may be in `docs/labs.md`.
"""

import pytest
from plotly.graph_objects import Figure

from course_lib import checks, labs
from course_lib.widgets import Lab, Preset, Renamed, Whole


def small_lab(preset):
    """A lab of one whole number, with a preset called far."""
    controls = [Whole("n", "Count", 1, 0, 3)]
    return Lab("Small", controls, lambda n: n, lambda n: Figure(), str, str, presets={"far": preset})


def question(**changed):
    parts = dict(
        text="?", options={"a": "A", "b": "B"}, right="a", wrong={"b": "no"}, because=".", lab="race"
    )
    return checks.Question(**parts | changed)


EVENLY = checks.QUESTIONS["evenly"]
# What is done, the error, and what its message holds, in this order.
CASES = [
    (lambda: checks.check("rescu", {}), ValueError, "name must be one of rescue, …did you mean 'rescue'?"),
    (lambda: checks.check(["rescue"], {}), TypeError, "name must be one of rescue, …got ['rescue']"),
    (lambda: checks.check("asymmetry", 1), TypeError, "answer must be W1, W2…got 1 values"),
    (lambda: checks.check("he_truncated", 1, 2), TypeError, "answer must be he_truncated…got 2 values"),
    (lambda: checks.EXERCISES["glorot_uniform"](), TypeError, "answer must be glorot_uniform…got 0 values"),
    (lambda: checks.predict("races"), ValueError, "name must be one of race, …did you mean 'race'?"),
    (lambda: checks.predict(["race"]), TypeError, "name must be one of race…got ['race']"),
    (lambda: checks.predict("uniform_std", answer="b"), ValueError, "answer must be one of 'root', …got 'b'"),
    (lambda: checks.predict("uniform_std", answer=["a"]), TypeError, "answer must be one of…got ['a']"),
    (lambda: checks.predict("uniform_std", "a"), TypeError, "predict() takes 1 positional"),
    (lambda: checks.Prediction("race", labs.samples()), TypeError, "question must be a Question…got 'race'"),
    (lambda: checks.Prediction(EVENLY, labs.samples(), "x"), ValueError, "answer must be one of 'flat'…'x'"),
    (lambda: question(right="c"), ValueError, "right must be one of 'a', 'b'…got 'c'"),
    (lambda: question(wrong={}), ValueError, "wrong must explain 'b'…got []"),
    (lambda: question(wrong={"a": "", "b": ""}), ValueError, "wrong must explain 'b'…got ['a', 'b']"),
    (lambda: checks.Verdict("wrong", "why"), ValueError, "status must be one of 'right', …got 'wrong'"),
    (lambda: labs.race("circles"), TypeError, "race() takes 0 positional"),
    (lambda: labs.parity(1), TypeError, "parity() takes 0 positional"),
    (lambda: labs.race(dept=2), ValueError, "Race lab has no control 'dept'; it has …mean 'depth'?"),
    (lambda: labs.race(schemes=("zeroes",)), ValueError, "got ('zeroes',); did you mean 'zeros'?"),
    (lambda: labs.race(data="spirlas"), ValueError, "got 'spirlas'; did you mean 'spirals'?"),
    (lambda: labs.deep_race(schemes=("he",)), ValueError, "got ('he',); scheme 'he' has no single meaning"),
    (lambda: labs.signals(scheme="xavier_unifrom"), ValueError, "; did you mean 'xavier_uniform'?"),
    (lambda: labs.signals(scheme="random_normal"), ValueError, "Keras' RandomNormal draws Normal(0, 0.05)"),
    (lambda: labs.signals(scheme="he"), ValueError, "got 'he'; scheme 'he' has no single meaning: say"),
    (lambda: labs.signals(scheme="keras.HeNormal"), ValueError, "'he_normal_truncated', which is none"),
    (lambda: labs.signals(versus="nn.Linear"), ValueError, "got 'nn.Linear'; course_lib.frameworks.find"),
    (lambda: labs.framework_samples(name="keras.kaiming_normal"), ValueError, "you mean 'keras.HeNormal'?"),
    (lambda: labs.framework_samples(name="normal"), ValueError, "name 'normal' means different things"),
    (lambda: labs.framework_samples(name="torch.zeros_"), ValueError, "name (…one of…'torch.zeros_'"),
    (lambda: small_lab(Preset("Far", "more", {"n": 4})), ValueError, "Small lab's preset 'far': n (Count)"),
    (lambda: small_lab(Preset("Far", "more", {"m": 4})), ValueError, "'far': …no control 'm'; it has n"),
    (lambda: small_lab(Renamed({"preset": "near"})), ValueError, "'far': …no preset 'near'; …: none"),
]  # fmt: skip


@pytest.mark.parametrize("misuse, error, words", CASES)
def test_misuse_is_answered_in_words(misuse, error, words):
    with pytest.raises(error) as raised:
        misuse()
    rest = str(raised.value)
    for part in words.split("…"):
        assert part in rest, raised.value
        rest = rest.partition(part)[2]


UNTRAINED = {name: {"epochs": 0} for name in ("deep_race", "training_race")} | {
    name: {"steps": 0} for name in ("race", "symmetry", "zero_start", "shared_instance")
}


@pytest.mark.parametrize("name", labs.LABS)
def test_a_refused_setting_changes_nothing(name):
    opened = labs.LABS[name](**UNTRAINED.get(name, {}))
    before = opened.settings, opened.summary(), opened.figure
    for control in opened.controls:
        with pytest.raises(ValueError, match="must be"):
            opened.set(**{control: object()})
    with pytest.raises(ValueError, match="has no control 'nothing'"):
        opened.set(nothing=1, **{next(iter(opened.controls)): next(iter(opened.settings.values()))})
    assert (opened.settings, opened.summary(), opened.figure) == before and opened.error is None


@pytest.mark.parametrize("name", sorted(checks.EXERCISES))
def test_an_exercise_s_name_may_stand_anywhere_but_not_be_guessed(name):
    with pytest.raises(ValueError, match="name must be one of"):
        checks.check(f"{name} ", None)
