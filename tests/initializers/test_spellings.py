"""One look-up of names: what people write is found, with what the framework draws, or told why not."""

import re
from functools import partial

import pytest
import torch

from course_lib.frameworks import ENTRIES, find, translate
from course_lib.initializers import INITIALIZERS, Initializer, Normal, get, name_of
from course_lib.initializers.calls import same
from tests.initializers.spellings import SPELLINGS

FOUND = {spelling: wanted for spelling, wanted in SPELLINGS.items() if not wanted.startswith("!")}


def answer(spelling):
    """What `find` answers: the name or the formula of a row, or "!" and why there is none."""
    try:
        entry = find(spelling)
    except ValueError as error:
        assert repr(spelling) in str(error)
        return f"!{error}"
    return entry.name if SPELLINGS[spelling] in ENTRIES else entry.formula


def test_find_knows_how_people_write():
    for spelling, wanted in SPELLINGS.items():
        found = answer(spelling)
        right = re.search(wanted[1:], found) if wanted.startswith("!") else found == wanted
        assert right, (spelling, found)


SCHEMELESS = {  # initializers of a row that are no scheme of the course, or none that can be read
    "torch.nn.init.sparse_(w, sparsity=0.1)", "torch.nn.init.sparse_(w, sparsity=0.5)",
    "torch.sparse_(sparsity=0.1)", "jax.nn.initializers.delta_orthogonal",
    "numpy.random.randn * √(2 / (fan_in + fan_out))",
    "numpy.random.uniform(-1, 1) * √(6 / (fan_in + fan_out))", "tf.initializers.kaiming_normal",
}  # fmt: skip
OF_THE_PAPERS = {"he_normal", "HeNormal", "normal", "uniform", "kaiming_normal"}  # bare names: what they mean
NO_SINGLE_MEANING = {"variance_scaling"}  # Keras' own for `find`; TensorFlow 1 had another
LAYERS = ["LSTM", "GRU", "Conv2d", "Conv1d", "Embedding", "nn.Linear", "Dense", "flax.linen.Embed"]


def test_get_draws_what_find_says():
    """Of functions and calls; layers are asked of `find`, and bare names mean the papers' schemes."""
    for spelling in SPELLINGS | dict.fromkeys([*ENTRIES, *LAYERS]):
        draws_what_find_says(spelling)


def draws_what_find_says(spelling):
    refused = SPELLINGS.get(spelling, "").startswith("!")
    entry = None if refused or spelling in LAYERS else find(spelling)
    layer = spelling in LAYERS or "no weights" in SPELLINGS.get(spelling, "")
    layer |= entry is not None and entry.kind != "initializer" and entry.framework != "numpy"
    if spelling in OF_THE_PAPERS:
        assert get(spelling) is INITIALIZERS[name_of(spelling)]
    elif layer or spelling in SCHEMELESS:
        with pytest.raises(ValueError, match=r"course_lib\.frameworks\.find knows layers"):
            get(spelling)
    elif refused or spelling in NO_SINGLE_MEANING:
        told = "no single meaning|is no draw of weights|depends on what n counts|did you mean 'keras"
        with pytest.raises(ValueError, match=told):
            get(spelling)
    else:
        assert same(get(spelling), entry.initializer)


@pytest.mark.parametrize("to", ["torch", "keras", "jax"])
def test_what_is_found_can_be_translated(to):
    for spelling in FOUND:
        assert translate(spelling, to).code


THINGS = [
    (torch.nn.init.kaiming_normal_, "torch.kaiming_normal_"),
    (partial(torch.nn.init.trunc_normal_, std=0.02), "torch.trunc_normal_(std=0.02)"),
    (torch.nn.Conv2d, "torch.nn.Conv2d.weight"),
    (torch.nn.LSTM, "torch.nn.LSTM.weight_ih_l0"),
]


@pytest.mark.parametrize(("thing", "name"), THINGS, ids=[name for _, name in THINGS])
def test_a_function_or_a_class_is_known_by_its_name(thing, name):
    assert find(thing).name == name
    if find(thing).kind == "initializer":
        assert same(get(thing), find(thing).initializer)


def test_nothing_is_run():
    ran = []
    with pytest.raises(ValueError):
        find("(lambda: ran.append(1))()")
    with pytest.raises(ValueError, match="std must be a number"):
        find("torch.nn.init.normal_(w, std=__import__('os').system('true'))")
    assert not ran


@pytest.mark.parametrize(
    ("spelling", "words"),
    [
        ("kaiming_normal_(w, mode='fan')", "mode must be one of"),
        ("kaiming_normal_(w, nonlinearity='swish')", "nonlinearity must be leaky_relu or one of"),
        ("keras.initializers.HeNormal(std=1)", "HeNormal takes seed"),
        ("RandomNormal(stddev=sigma)", "stddev must be a number"),
        ("nn.init.trunc_normal_(w, std=0)", "cannot draw with these settings|std must be"),
        ("nn.init.normal_(w, 0, math.sqrt(2 / n))", "depends on what n counts"),
    ],
)
def test_arguments_that_say_nothing_are_told(spelling, words):
    for look_up in (find, get):
        with pytest.raises(ValueError, match=words):
            look_up(spelling)


def test_one_name_that_means_different_things_names_them():
    with pytest.raises(ValueError, match=r"Keras' RandomNormal draws Normal\(0, 0.05\)"):
        get("random_normal")
    assert (
        get("normal") == Normal(0, 1, name="normal") and "Keras' normal is N(0, 0.05²)" in get("normal").note
    )
    assert "cut theirs" in get("he_normal").note and not get("keras.HeNormal").note


def test_a_scheme_is_an_object():
    with pytest.raises(TypeError, match=r"not a class: Normal\(\.\.\.\)"):
        get(Normal)


def test_labs_get_the_name_of_the_course():
    assert name_of("nn.init.kaiming_normal_") == "he_normal" and name_of("kaiming_normal") == "he_normal"
    assert name_of("keras.HeNormal") == "he_normal_truncated", "no lab has it"
    assert all(name_of(name) == name for name in INITIALIZERS)
    assert all(isinstance(get(name), Initializer) for name in INITIALIZERS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xavier_unifrom", "xavier_uniform"),
        ("kaming_uniform", "kaiming_uniform"),
        ("glorot_unifrom", "glorot_uniform"),
        ("HeNromal", "he_normal"),
        ("keras.he_nromal", "keras.he_normal"),
        ("nn.init.kaming_normal_(w, a=0.2)", "nn.init.kaiming_normal_(w, a=0.2)"),
        ("keras.kaming_normal", None),  # Keras has none
        ("rand_normal", None),  # another scheme than `normal`
    ],
)
def test_the_nearest_name_is_of_the_family_that_the_reader_used(typed, meant):
    with pytest.raises(ValueError) as caught:
        get(typed)
    assert str(caught.value).partition("; did you mean ")[2] == (f"{meant!r}?" if meant else "")
    if meant:
        assert isinstance(get(meant), Initializer)
