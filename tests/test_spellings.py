"""One look-up of names: what people write is found, with what the framework draws, or told why not."""

import re
from functools import partial

import pytest
import torch

from course_lib.frameworks import ENTRIES, find, translate
from course_lib.initializers import INITIALIZERS, Initializer, Normal, get, name_of
from course_lib.initializers.calls import LAYERS, same
from tests.spellings import SPELLINGS

FOUND = {spelling: wanted for spelling, wanted in SPELLINGS.items() if not wanted.startswith("!")}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_find_knows_how_people_write(spelling):
    wanted = SPELLINGS[spelling]
    if wanted.startswith("!"):
        with pytest.raises(ValueError, match=wanted[1:]) as caught:
            find(spelling)
        assert repr(spelling) in str(caught.value)
    elif wanted in ENTRIES:
        assert find(spelling) is ENTRIES[wanted]
    else:
        assert find(spelling).formula == wanted


def drawn_by_get(spelling):
    """What `get` answers, None where it says why it has no answer."""
    try:
        return get(spelling)
    except ValueError as error:
        assert re.search("no single meaning|must be|no draw of weights|depends on|takes", str(error)), error
        return None


@pytest.mark.parametrize("spelling", FOUND)
def test_get_and_find_agree(spelling):
    """Of a call, or a name with its framework, they draw the same; `get` knows plain layers only."""
    scheme, entry = drawn_by_get(spelling), find(spelling)
    if scheme is None:
        assert entry.kind != "initializer" or entry.initializer is None or "(" not in spelling
    elif "." in spelling or "(" in spelling:
        assert same(scheme, entry.initializer)


@pytest.mark.parametrize("to", ["torch", "keras", "jax"])
def test_what_is_found_can_be_translated(to):
    for spelling in FOUND:
        assert translate(spelling, to).code


@pytest.mark.parametrize("framework", LAYERS)
def test_the_weights_of_layers_are_those_of_the_rows(framework):
    home = {"torch": "torch.nn.", "keras": "keras.layers.", "flax": "flax.linen."}[framework]
    made = {"conv": "Conv2d", "convtranspose": "ConvTranspose2d", "linear": "Linear", "dense": "Dense",
            "embed": "Embed", "embedding": "Embedding",
            "rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}  # fmt: skip
    for layer, scheme in LAYERS[framework].items():
        if (framework, layer) != ("flax", "linear"):  # nnx.Linear is linen's Dense
            name = made[layer].replace("2d", "" if framework == "flax" else "2d")
            assert same(scheme, find(home + name).initializer)


THINGS = [
    (torch.nn.init.kaiming_normal_, "torch.kaiming_normal_"),
    (partial(torch.nn.init.trunc_normal_, std=0.02), "torch.trunc_normal_(std=0.02)"),
    (torch.nn.Conv2d, "torch.nn.Conv2d.weight"),
    (torch.nn.LSTM, "torch.nn.LSTM.weight_ih_l0"),
]


@pytest.mark.parametrize(("thing", "name"), THINGS, ids=[name for _, name in THINGS])
def test_a_function_or_a_class_is_known_by_its_name(thing, name):
    assert find(thing).name == name
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
    assert name_of("keras.HeNormal") == "keras.HeNormal", "truncated: no lab has it"
    assert name_of("none") == "none" and name_of(3) == 3
    assert all(name_of(name) == name for name in INITIALIZERS)
    assert all(isinstance(get(name), Initializer) for name in INITIALIZERS)
