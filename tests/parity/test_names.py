"""Every initializer that a framework makes public has a row, and other spellings mean the same thing."""

import inspect

import flax.linen
import jax
import keras
import pytest
import torch

from course_lib.frameworks import ENTRIES, find

NOT_WEIGHTS = {"STFT", "STFTInitializer", "stft"}  # a fixed Fourier basis for one layer


def torch_names():
    return [
        n for n, f in vars(torch.nn.init).items() if n.endswith("_") and n[0] != "_" and inspect.isfunction(f)
    ]


def keras_names():
    base = keras.initializers.Initializer
    classes = {
        n: c for n, c in vars(keras.initializers).items() if inspect.isclass(c) and issubclass(c, base)
    }
    return sorted(n for n, cls in classes.items() if cls is not base and n not in NOT_WEIGHTS)


def jax_names():
    return [n for n, f in vars(jax.nn.initializers).items() if inspect.isfunction(f)]


def test_the_lists_are_not_empty():
    assert {"kaiming_normal_", "trunc_normal_", "sparse_"} <= set(torch_names())
    assert {"HeNormal", "he_normal", "VarianceScaling"} <= set(keras_names())
    assert {"he_normal", "kaiming_normal", "delta_orthogonal"} <= set(jax_names())


@pytest.mark.parametrize("name", torch_names())
def test_pytorchs_initializers_have_a_row(name):
    assert find(f"torch.{name}") is find(f"torch.nn.init.{name}")
    assert f"torch.nn.init.{name}(w" in find(f"torch.{name}").code


@pytest.mark.parametrize("name", keras_names())
def test_keras_initializers_have_a_row(name):
    entry = find(f"keras.{name}")
    assert entry is find(f"keras.initializers.{name}")
    assert getattr(keras.initializers, entry.name.split(".")[1]) is getattr(keras.initializers, name)


@pytest.mark.parametrize("name", jax_names())
def test_jax_initializers_have_a_row_and_flax_hands_them_on(name):
    entry = find(f"jax.nn.initializers.{name}")
    assert entry is find(f"jax.{name}") is find(f"flax.{name}") is find(f"flax.linen.initializers.{name}")
    function = getattr(jax.nn.initializers, name)
    assert getattr(jax.nn.initializers, entry.name.split(".")[-1]) is function
    assert getattr(flax.linen.initializers, name) is function


@pytest.mark.parametrize("name", ["zeros", "ones"])
def test_flax_has_its_own_names_for_constants(name):
    made = getattr(flax.linen.initializers, f"{name}_init")()
    assert made is getattr(jax.nn.initializers, name)
    assert find(f"flax.linen.initializers.{name}_init") is ENTRIES[f"jax.nn.initializers.{name}"]
