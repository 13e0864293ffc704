"""Misuse of every public name of the checks, the labs and the widgets: an error names what is wrong.

Initializers, activations, data sets, ensembles and training have such tests beside their own. One of a lab's
controls is misused here through each lab; what a reader does wrong on the page is in the tests of the labs.
"""

import math

import pytest
from plotly.graph_objects import Figure

from course_lib import checks, labs, widgets

PARTS = {"checks": checks, "labs": labs, "widgets": widgets}


def small_lab(**changed):
    """A lab of one whole number, but for what was ``changed``."""
    parts = dict(
        title="Small", controls=[widgets.Whole("n", "Count", 1, 0, 3)],
        compute=lambda **settings: settings["n"],
        draw=lambda result: Figure(), words=str, summary=str,
    )  # fmt: skip
    return widgets.Lab(**(parts | changed))


def question(**changed):
    parts = dict(
        text="?", options={"a": "A", "b": "B"}, right="a", wrong={"b": "no"}, because=".", lab="race"
    )
    return checks.Question(**(parts | changed))


OPTIONS = {"a": "A", "b": "B"}

# part.name: what is done, the error, and what its message must hold
MISUSE = {
    "checks.check": [
        (
            lambda: checks.check("rescu", {}),
            ValueError,
            ["name must be one of rescue, asymmetry", "got 'rescu'; did you mean 'rescue'?"],
        ),
        (lambda: checks.check(["rescue"], {}), TypeError, ["name must be one of rescue", "got ['rescue']"]),
        (lambda: checks.check(None, {}), TypeError, ["name must be one of rescue", "got None"]),
        (lambda: checks.check("rescue"), TypeError, ["answer must be change", "got 0 values"]),
        (lambda: checks.check("asymmetry", 1), TypeError, ["answer must be W1, W2", "got 1 values"]),
        (lambda: checks.check("he_normal", 1, 2), TypeError, ["answer must be he_normal", "got 2 values"]),
    ],
    "checks.EXERCISES": [
        (lambda: checks.EXERCISES["he_uniform"](), TypeError, ["answer must be he_uniform", "got 0 values"]),
    ],
    "checks.predict": [
        (
            lambda: checks.predict("races"),
            ValueError,
            ["name must be one of race, one_seed", "got 'races'; did you mean 'race'?"],
        ),
        (lambda: checks.predict(["race"]), TypeError, ["name must be one of race", "got ['race']"]),
        (
            lambda: checks.predict("uniform_std", answer="b"),
            ValueError,
            ["answer must be one of 'root', 'half', 'twelve'", "got 'b'"],
        ),
        (
            lambda: checks.predict("uniform_std", answer=["a"]),
            TypeError,
            ["answer must be one of", "got ['a']"],
        ),
        (lambda: checks.predict("uniform_std", "a"), TypeError, ["positional"]),
    ],
    "checks.Prediction": [
        (
            lambda: checks.Prediction("race", labs.samples()),
            TypeError,
            ["question must be a Question, such as QUESTIONS['race']", "got 'race'"],
        ),
        (
            lambda: checks.Prediction(checks.QUESTIONS["evenly"], labs.samples(), "round"),
            ValueError,
            ["answer must be one of 'flat', 'middle', 'ragged'", "got 'round'"],
        ),
    ],
    "checks.QUESTIONS": [
        (
            lambda: checks.predict("QUESTIONS"),
            ValueError,
            ["name must be one of " + ", ".join(checks.QUESTIONS)],
        ),
    ],
    "checks.Question": [
        (lambda: question(right="c"), ValueError, ["right must be one of 'a', 'b'", "got 'c'"]),
        (lambda: question(wrong={}), ValueError, ["wrong must explain 'b'", "got []"]),
        (
            lambda: question(wrong={"a": "", "b": ""}),
            ValueError,
            ["wrong must explain 'b'", "got ['a', 'b']"],
        ),
    ],
    "checks.Verdict": [
        (
            lambda: checks.Verdict("wrong", "why"),
            ValueError,
            ["status must be one of 'right', 'not yet', 'not this one', 'not attempted'", "got 'wrong'"],
        ),
    ],
    "labs.LABS": [
        (lambda: labs.LABS["race"](heat=1), ValueError, ["the Race lab has no control 'heat'; it has"]),
    ],
    "labs.race": [
        (
            lambda: labs.race(speed=1),
            ValueError,
            ["Race lab has no control 'speed'", "it has ", "depth", "lr"],
        ),
        (lambda: labs.race(depth=0), ValueError, ["depth (", "a whole number from 1 to 10", "got 0"]),
        (lambda: labs.race(depth="2"), ValueError, ["depth (", "a whole number from 1 to 10", "got '2'"]),
        (lambda: labs.race(lr=math.nan), ValueError, ["lr (", "a number from 0.001 to 10", "got nan"]),
        (lambda: labs.race(width=11), ValueError, ["width (", "must be", "got 11"]),
        (lambda: labs.race(schemes=()), ValueError, ["schemes (", "one or more of 'zeros'", "got ()"]),
        (lambda: labs.race(schemes="zeros"), ValueError, ["schemes (", "one or more of", "got 'zeros'"]),
        (lambda: labs.race(schemes=("zeroes",)), ValueError, ["got ('zeroes',); did you mean 'zeros'?"]),
        (lambda: labs.race(data="spirlas"), ValueError, ["got 'spirlas'; did you mean 'spirals'?"]),
        (lambda: labs.race(dept=2), ValueError, ["no control 'dept'; it has ", "; did you mean 'depth'?"]),
        (lambda: labs.race(data="digits"), ValueError, ["data (", "one of 'circles'", "got 'digits'"]),
        (lambda: labs.race("circles"), TypeError, ["positional"]),
    ],
    "labs.deep_race": [
        (
            lambda: labs.deep_race(steps=3),
            ValueError,
            ["Race at depth lab has no control 'steps'", "it has schemes, activation, depth"],
        ),
        (lambda: labs.deep_race(depth=7), ValueError, ["depth (", "one of 3, 5", "got 7"]),
        (lambda: labs.deep_race(epochs=21), ValueError, ["epochs (", "from 0 to 20", "got 21"]),
        (lambda: labs.deep_race(schemes=("zeros",)), ValueError, ["schemes (", "got ('zeros',)"]),
        (
            lambda: labs.deep_race(schemes=("glorot_normal", "he")),
            ValueError,
            ["got ('glorot_normal', 'he'); scheme 'he' has no single meaning: say"],
        ),
    ],
    "labs.one_seed": [
        (
            lambda: labs.one_seed(steps=3),
            ValueError,
            ["One seed lab has no control 'steps'", "it has scheme, seed"],
        ),
        (lambda: labs.one_seed(seed=40), ValueError, ["seed (", "from 0 to 39", "got 40"]),
        (lambda: labs.one_seed(seed=5, shown=3), ValueError, ["seed must be below", "3", "got 5"]),
    ],
    "labs.symmetry": [
        (lambda: labs.symmetry(start="one"), ValueError, ["start (", "one of 'zeros'", "got 'one'"]),
        (lambda: labs.symmetry(width=3), ValueError, ["width (", "must be", "got 3"]),
        (lambda: labs.symmetry(noise=-12.5), ValueError, ["noise (", "must be", "got -12.5"]),
    ],
    "labs.zero_start": [
        (lambda: labs.zero_start(part="second"), ValueError, ["part (", "one of '", "got 'second'"]),
        (lambda: labs.zero_start(steps=True), ValueError, ["steps (", "a whole number from 0", "got True"]),
    ],
    "labs.samples": [
        (lambda: labs.samples(scheme="xavier"), ValueError, ["scheme (", "one of ", "got 'xavier'"]),
        (lambda: labs.samples(size=7), ValueError, ["size (", "must be", "got 7"]),
        (
            lambda: labs.samples(scheme="orthogonal", shape="uniform"),
            ValueError,
            ["shape must be 'own' for orthogonal", "got 'uniform'"],
        ),
    ],
    "labs.printouts": [
        (lambda: labs.printouts(printout="jax"), ValueError, ["printout (", "one of 'keras_", "got 'jax'"]),
        (lambda: labs.printouts(scheme="mine"), ValueError, ["scheme (", "one of 'own'", "got 'mine'"]),
    ],
    "labs.signals": [
        (
            lambda: labs.signals(layers=3),
            ValueError,
            ["Signals lab has no control 'layers'", "it has scheme, gain, activation, depth"],
        ),
        (lambda: labs.signals(scheme="xavier"), ValueError, ["scheme (", "one of ", "got 'xavier'"]),
        (lambda: labs.signals(depth=101), ValueError, ["depth (", "from 1 to 100", "got 101"]),
        (lambda: labs.signals(gain=-1), ValueError, ["gain (", "from 0 to 100", "got -1"]),
        (lambda: labs.signals(width=100), ValueError, ["width (", "must be one of", "got 100"]),
        (
            lambda: labs.signals(scheme="xavier_unifrom"),
            ValueError,
            ["scheme (Scheme) must be one of", "got 'xavier_unifrom'; did you mean 'xavier_uniform'?"],
        ),
        (
            lambda: labs.signals(scheme="random_normal"),
            ValueError,
            ["Keras' RandomNormal draws Normal(0, 0.05)"],
        ),
        (lambda: labs.signals(scheme="he"), ValueError, ["got 'he'; scheme 'he' has no single meaning: say"]),
        (
            lambda: labs.signals(scheme="keras.HeNormal"),
            ValueError,
            ["got 'keras.HeNormal'; it means 'he_normal_truncated', which is none of these"],
        ),
        (
            lambda: labs.signals(versus="nn.Linear"),
            ValueError,
            ["got 'nn.Linear'; course_lib.frameworks.find"],
        ),
        (lambda: labs.signals(scheme=3), ValueError, ["'torch_default'; got 3"]),
    ],
    "labs.gallery": [
        (
            lambda: labs.gallery(activation="rellu"),
            ValueError,
            ["activation (", "one of 'step'", "got 'rellu'; did you mean 'relu'?"],
        ),
        (lambda: labs.gallery(std=0), ValueError, ["std (", "a number from 0.05 to 20", "got 0"]),
        (lambda: labs.gallery(slope=1.5), ValueError, ["slope (", "a number from -1 to 1", "got 1.5"]),
    ],
    "labs.parity": [(lambda: labs.parity(1), TypeError, ["positional"])],
    "labs.PRESETS": [
        (
            lambda: labs.race(scene="one-he-sead"),
            ValueError,
            ["no preset 'one-he-sead'; its presets: three-starts, ", "; did you mean 'one-he-seed'?"],
        ),
        (
            lambda: labs.race(scene="one-he-seed", seeds=3),
            ValueError,
            ["seeds (Seeds) must be one of", "got 3"],
        ),
    ],
    "labs.matrix": [
        (lambda: labs.matrix(scheme="zeros"), ValueError, ["scheme (", "one of 'normal_", "got 'zeros'"]),
        (lambda: labs.matrix(depth=51), ValueError, ["depth (", "from 1 to 50", "got 51"]),
    ],
    "labs.framework_samples": [
        (
            lambda: labs.framework_samples(name="keras.kaiming_normal"),
            ValueError,
            ["got 'keras.kaiming_normal'; did you mean 'keras.HeNormal'?"],
        ),
        (lambda: labs.framework_samples(name="normal"), ValueError, ["name 'normal' means different things"]),
        (
            lambda: labs.framework_samples(name="torch.zeros_"),
            ValueError,
            ["name (", "one of", "'torch.zeros_'"],
        ),
        (lambda: labs.framework_samples(fan_in=1), ValueError, ["fan_in (", "one of 2, 4", "got 1"]),
        (lambda: labs.framework_samples(shape=(2, 3)), ValueError, ["has no control 'shape'", "it has name"]),
    ],
    "labs.training_race": [
        (lambda: labs.training_race(schemes=()), ValueError, ["schemes (", "one or more of 'he_", "got ()"]),
        (lambda: labs.training_race(batch_norm=1), ValueError, ["batch_norm (", "True or False", "got 1"]),
        (lambda: labs.training_race(layer=23), ValueError, ["layer (", "from 1 to 22", "got 23"]),
    ],
    "labs.biases": [
        (lambda: labs.biases(scheme="xavier"), ValueError, ["scheme (", "one of ", "got 'xavier'"]),
        (lambda: labs.biases(depth=51), ValueError, ["depth (", "from 1 to 50", "got 51"]),
        (lambda: labs.biases(width=100), ValueError, ["width (", "must be one of", "got 100"]),
    ],
    "labs.shared_instance": [
        (
            lambda: labs.shared_instance(instances="two"),
            ValueError,
            ["instances (", "one of 'one'", "got 'two'"],
        ),
        (lambda: labs.shared_instance(units=3), ValueError, ["units (", "one of 1, 2, 4", "got 3"]),
        (lambda: labs.shared_instance(steps=-1), ValueError, ["steps (", "from 0 to 2000", "got -1"]),
    ],
    "widgets.Lab": [
        (lambda: small_lab(settings={"m": 1}), ValueError, ["the Small lab has no control 'm'; it has n"]),
        (
            lambda: small_lab(settings={"n": 4}),
            ValueError,
            ["n (Count) must be a whole number from 0 to 3; got 4"],
        ),
        (lambda: small_lab().set(n=-1), ValueError, ["n (Count) must be a whole number from 0 to 3; got -1"]),
        (lambda: small_lab().set(m=1), ValueError, ["the Small lab has no control 'm'; it has n"]),
        (lambda: small_lab().start(n=None), ValueError, ["n (Count) must be", "got None"]),
    ],
    "widgets.Preset": [
        (
            lambda: small_lab(presets={"far": widgets.Preset("Far", "more", {"n": 4})}),
            ValueError,
            ["the Small lab's preset 'far': n (Count) must be a whole number from 0 to 3; got 4"],
        ),
        (
            lambda: small_lab(presets={"far": widgets.Preset("Far", "more", {"m": 4})}),
            ValueError,
            ["the Small lab's preset 'far': the Small lab has no control 'm'; it has n"],
        ),
    ],
    "widgets.Renamed": [
        (
            lambda: small_lab(presets={"far": widgets.Renamed({"preset": "near"})}),
            ValueError,
            ["the Small lab's preset 'far': the Small lab has no preset 'near'; its presets: none"],
        ),
    ],
    "widgets.Whole": [
        (
            lambda: widgets.Whole("n", "N", 5, 0, 3),
            ValueError,
            ["n (N) must be a whole number from 0 to 3; got 5"],
        ),
        (lambda: widgets.Whole("n", "N", 1.5), ValueError, ["n (N) must be a whole number", "got 1.5"]),
        (lambda: widgets.Whole("n", "N", True), ValueError, ["n (N) must be a whole number", "got True"]),
    ],
    "widgets.Number": [
        (
            lambda: widgets.Number("x", "X", 5, 0, 3),
            ValueError,
            ["x (X) must be a number from 0 to 3; got 5"],
        ),
        (lambda: widgets.Number("x", "X", "1"), ValueError, ["x (X) must be a number", "got '1'"]),
        (lambda: widgets.Number("x", "X", math.inf), ValueError, ["x (X) must be a number", "got inf"]),
    ],
    "widgets.Choice": [
        (
            lambda: widgets.Choice("c", "C", "z", OPTIONS),
            ValueError,
            ["c (C) must be one of 'a', 'b'; got 'z'"],
        ),
        (lambda: widgets.Choice("c", "C", ["a"], OPTIONS), ValueError, ["c (C) must be one of", "got ['a']"]),
    ],
    "widgets.Pick": [
        (
            lambda: widgets.Pick("p", "P", 3, {1: "1", 2: "2"}),
            ValueError,
            ["p (P) must be one of 1, 2; got 3"],
        ),
    ],
    "widgets.Several": [
        (
            lambda: widgets.Several("s", "S", (), OPTIONS),
            ValueError,
            ["s (S) must be one or more of 'a', 'b'; got ()"],
        ),
        (
            lambda: widgets.Several("s", "S", "a", OPTIONS),
            ValueError,
            ["s (S) must be one or more of", "got 'a'"],
        ),
        (
            lambda: widgets.Several("s", "S", ("a", "z"), OPTIONS),
            ValueError,
            ["s (S) must be", "got ('a', 'z')"],
        ),
    ],
    "widgets.Switch": [
        (lambda: widgets.Switch("w", "W", 1), ValueError, ["w (W) must be True or False; got 1"]),
    ],
}
CASES = [(name, i, *case) for name, cases in MISUSE.items() for i, case in enumerate(cases)]


@pytest.mark.parametrize("name, i, misuse, error, words", CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_misuse_is_answered_in_words(name, i, misuse, error, words):
    with pytest.raises(error) as raised:
        misuse()
    for word in words:
        assert word in str(raised.value)


def test_every_public_name_is_misused():
    public = {f"{part}.{name}" for part, module in PARTS.items() for name in module.__all__}
    assert public - {"labs.SCENES", "labs.OLD_NAMES"} == set(MISUSE), "but for earlier names of presets"


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
