"""Every lab of the course, driven through every control without a browser."""

from itertools import product

import numpy as np
import pytest
from plotly.graph_objects import Figure

from course_lib.activations import ACTIVATIONS
from course_lib.initializers import INITIALIZERS
from course_lib.labs import LABS
from course_lib.labs.deep_race.lab import RUNNERS
from course_lib.labs.printouts.experiment import PRINTED
from course_lib.labs.samples.experiment import SHAPES
from course_lib.labs.training_race.experiment import ENTRANTS
from tests.labs.looking import QUICK, check_figure, check_texts, everything, look_at_all, noted

# Values of controls that rightly change nothing, and why.
IDLE = {
    ("samples", "shape", "normal"): "He normal is normal already",
    ("printouts", "scheme", "he_uniform"): "it is the printout's own scheme",
    ("signals", "versus", "lecun_normal"): "it is the scheme itself",
    ("gallery", "versus", "tanh"): "it is the activation itself",
}
WHOLE_MATRICES = ("identity", "orthogonal")  # their weights are not independent draws
WITH_FANS = ("glorot_normal", "glorot_uniform", "he_normal", "he_uniform")
# What the settings above leave out: the same controls where they do matter, and the largest sizes.
MORE = {
    "noise in a noisy start": ("symmetry", dict(start="noisy", steps=500), "noise", -1),
    "no noise to speak of": ("symmetry", dict(start="noisy", steps=500), "noise", -16),
    "seed of a random start": ("symmetry", dict(start="random", steps=500), "seed", 99),
    "c of a constant W1": ("symmetry", dict(start="constant_W1", steps=500), "c", 2.0),
    "units that overshoot": ("symmetry", dict(start="random", steps=2000, width=8), "lr", 5.0),
    "the widest race": ("race", dict(width=32, seeds=16, steps=300), "depth", 10),
    "a race that overflows": ("race", dict(depth=10, width=32, steps=300), "lr", 10.0),
    "depth that decides": ("deep_race", dict(depth=3, epochs=1, seeds=1), "depth", 30),
    "a deep race that overflows": ("deep_race", dict(depth=10, epochs=1, optimizer="momentum"), "lr", 1.0),
    "a deep race of all": (
        "deep_race",
        dict(schemes=tuple(RUNNERS), depth=3, seeds=2, batch=128, epochs=1, optimizer="adam"),
        "activation",
        "tanh",
    ),
    "a fair race of all, swept": (
        "training_race",
        dict(schemes=tuple(ENTRANTS), depth=3, seeds=2, batch=128, epochs=1, optimizer="momentum"),
        "sweep",
        True,
    ),
    "a fair race that overflows": ("training_race", dict(depth=10, epochs=1, seeds=2, sweep=True), "lr", 1.0),
    "normalized shortcuts": ("training_race", dict(epochs=1, seeds=2, batch_norm=True), "residual", True),
    "dead layers": ("training_race", dict(epochs=1, seeds=2, lr=0.1, layer=22), "measure", "dead"),
    "another layer": ("training_race", dict(epochs=1, seeds=2, measure="gradient_norm"), "layer", 2),
    "a seed that stands out": ("training_race", dict(depth=3, epochs=1, seeds=2), "seed", 1),
    "a uniform draw of few": ("samples", dict(scheme="uniform"), "size", 100),
    "a leaky ReLU without a leak": ("gallery", dict(activation="leaky_relu"), "slope", 0.0),
    "a PReLU that folds": ("gallery", dict(activation="prelu"), "slope", -1.0),
    "an ELU that jumps": ("gallery", dict(activation="elu", std=20.0), "alpha", 5.0),
    "an ELU that is a ReLU": ("gallery", dict(activation="elu"), "alpha", 0.0),
    "a picked cell that overflows": ("matrix", dict(gain=100.0, width=8, seeds=1), "scheme", "normal"),
    "a picked cell that falls silent": ("matrix", dict(activation="gelu", seeds=1), "scheme", "normal_small"),
    "the smallest matrix": ("matrix", dict(depth=1, width=1, seeds=1), "gain", 0.0),
    "a dead ReLU": ("gallery", dict(activation="relu", std=0.05), "mean", -4.0),
}

# Settings with which controls are greyed, and those controls.
UNUSED = {
    "nothing trained": ("race", dict(steps=0), {"lr", "optimizer"}),
    "one network": ("race", dict(steps=100, schemes=("he_normal",), seeds=1), {"seed", "shown"}),
    "no epochs": ("training_race", dict(epochs=0, seeds=2), {"lr", "optimizer", "batch", "layer"}),
}


@pytest.fixture(scope="module")
def base():
    """Each lab with its quick settings, made once; tests put them back where they were."""
    made = {}

    def get(name):
        if name not in made:
            lab = made[name] = LABS[name](**QUICK.get(name, {}))
            lab.opened = lab.settings
        lab = made[name]
        if lab.settings != lab.opened:
            lab.set(**lab.opened)
        return lab

    return get


@pytest.mark.parametrize("name", LABS)
def test_activations_and_schemes_have_every_spelling(name, base):
    for control in base(name).controls.values():
        if control.name == "activation":
            assert control.check("ReLU") == "relu"
            assert "silu" not in control.options or control.check("swish") == "silu"
        if "he_normal" in getattr(control, "options", {}) and name != "printouts":  # Keras' there
            listed = (lambda name: (name,)) if control.name == "schemes" else str
            assert control.check(listed("kaiming_normal_")) == listed("he_normal")


@pytest.mark.parametrize("name", LABS)
def test_every_control_alone_at_its_extremes(name, base):
    lab, troubles = base(name), []
    check_figure(lab.figure)
    check_texts(lab)
    opened, unused = everything(lab.figure), lab.state.unused
    for control in lab.controls.values():
        for value in control.extremes:
            with noted(troubles, f"{control.name}={value!r}"):
                base(name).set(**{control.name: value})
                check_figure(lab.figure)
                check_texts(lab)
                idle = control.name in unused or (name, control.name, value) in IDLE
                same = control.check(value) == lab.opened[control.name]
                assert (everything(lab.figure) == opened) == (idle or same)
    assert troubles == []


@pytest.mark.parametrize("case", UNUSED)
def test_what_is_greyed_changes_nothing(case):
    name, settings, expected = UNUSED[case]
    lab = LABS[name](**settings)
    opened, opened_with = everything(lab.figure), lab.settings
    assert set(lab.state.unused) == expected
    for control in expected:
        for value in lab.controls[control].extremes:
            lab.set(**opened_with | {control: value})
            assert everything(lab.figure) == opened, (control, value)


@pytest.mark.parametrize("case", MORE)
def test_controls_that_need_another_scene(case):
    name, settings, control, value = MORE[case]
    lab = LABS[name](**settings)
    before = everything(lab.figure)
    lab.set(**{control: value})
    check_figure(lab.figure)
    check_texts(lab)
    assert everything(lab.figure) != before


def settings_of(names, *values):
    """Every combination of the values of some controls."""
    return [dict(zip(names.split(), corner, strict=True)) for corner in product(*values)]


def agrees(settings):
    return "four standard errors of theory: yes" * (settings.get("scheme") not in WHOLE_MATRICES)


def test_samples_at_all_corners(base):
    sizes, schemes = ((1, 512), (1, 512), (100, 100_000)), base("samples").controls["scheme"].options
    corners = settings_of("scheme fan_in fan_out size shape", schemes, *sizes, SHAPES)
    shaped = [name for name in schemes if INITIALIZERS[name].distribution in SHAPES]
    corners = [one for one in corners if one["shape"] == "own" or one["scheme"] in shaped]
    look_at_all(base("samples"), corners, agrees)


def test_all_printouts_against_all_schemes(base):
    options = (base("printouts").controls[name].options for name in ("printout", "scheme"))
    corners = settings_of("printout scheme", *options)
    flat = [key for key, one in PRINTED.items() if len(one.shape) == 1]  # they have no fan-in, no fan-out
    corners = [one for one in corners if one["printout"] not in flat or one["scheme"] not in WITH_FANS]
    look_at_all(base("printouts"), corners)


def test_the_gallery_at_all_corners(base):
    lab = base("gallery")
    ends = (lab.controls[name].extremes for name in ("slope", "alpha", "std"))
    corners = settings_of("activation slope alpha std mean", ACTIVATIONS, *ends, (-4.0, 0.0, 4.0))
    for name in ("slope", "alpha"):  # where it means nothing, one value of it is enough
        users = [key for key, activation in ACTIVATIONS.items() if name in activation.parameters]
        corners = [one for one in corners if one[name] <= 0 or one["activation"] in users]
    look_at_all(lab, corners, agrees)


def test_the_checks_can_fail(base):
    lab = base("samples")
    for trace, spoil, words in ((0, np.nan, "NaN in y of bar"), (-1, np.inf, "y holds an infinity")):
        bad = Figure(lab.figure.figure)
        bad.data[trace].y = np.where(np.arange(60) == 5, spoil, 1.0)
        with pytest.raises(AssertionError, match=words):
            check_figure(bad)
    away = Figure(lab.figure.figure).update_xaxes(range=[50, 60])
    with pytest.raises(AssertionError, match="in view"):
        check_figure(away)


@pytest.mark.parametrize("name", LABS)
def test_a_figure_that_moves_by_itself_can_be_stopped(name, base):
    """Whoever trains shows it on the way, for long on a slow machine: all that train have Pause."""
    lab = base(name)
    assert ({"play", "step", "rewind"} <= {*lab.state.buttons}) == bool(
        {"steps", "epochs"} & set(lab.controls)
    )
