"""Runs the code lines of the table and of `translate`, and builds the layers that the table is about.

What comes back is an array `(count, *stored)`: ``count`` independent draws in the framework's own layout.
"""

import math
import re
from functools import lru_cache, partial
from operator import attrgetter

import flax.linen as nn
import jax
import jax.numpy as jnp
import keras
import numpy as np
import torch
from scipy import stats

from course_lib.frameworks import find
from course_lib.frameworks.layouts import HEADS
from course_lib.frameworks.layouts import sizes as sizes_of


def run_line(framework, code, shape, count, seed, fan=None, **given):
    """Run a line that follows the rules of `translate`, ``count`` times, for an array of ``shape``.

    ``given`` are more names that the line may use.
    """
    given |= {} if fan is None else {"fan": fan}
    if framework == "torch":
        return run_torch_line(code, given, shape, count, seed)
    names = {"np": np, "math": math, "shape": shape} | given
    if framework == "numpy":
        names |= {"rng": np.random.default_rng(seed), "stats": stats}
        return np.stack([eval(code, names) for _ in range(count)])
    if framework == "keras":
        seeds = range(seed * 10_000, seed * 10_000 + count)
        return np.stack([numbers(eval(code, names | {"keras": keras, "seed": each})) for each in seeds])
    names |= {"jax": jax, "jnp": jnp, "nn": nn}
    keys = jax.random.split(jax.random.key(seed), count)
    return np.asarray(jax.lax.map(lambda key: eval(code, names | {"key": key}), keys))


def run_torch_line(code, given, shape, count, seed):
    torch.manual_seed(seed)
    drawn = []
    for _ in range(count):
        w = torch.full(shape, torch.nan)
        exec(code, {"torch": torch, "math": math, "w": w} | given)
        drawn.append(w.numpy().copy())
    return np.stack(drawn)


def run_on(to, code, target, shape, count, seed, fan):
    """Run the code ``count`` times for the parameter ``target`` of a real layer of ``shape``."""
    stored = sizes_of(target.layout, shape)
    if not target.code:
        return run_line(to, code, stored, count, seed, fan)
    if to == "torch":
        return run_on_torch(code, eval(target.code, sizes(shape) | {"torch": torch}), count, seed, fan)
    if to == "keras":
        variable = keras_parameter(target.code, shape)
        drawn = run_line(to, code, tuple(variable.shape), count, seed, fan)
        variable.assign(drawn[0])
        return drawn
    make, parameter = target.code.split(" → ")
    real = flax_shapes(make, shape)
    for step in parameter.split("."):
        real = real[step]
    return run_line(to, code, real.shape, count, seed, fan)


def run_on_torch(code, w, count, seed, fan):
    torch.manual_seed(seed)
    drawn = []
    for _ in range(count):
        torch.nn.init.constant_(w.data, math.nan)
        exec(code, {"torch": torch, "math": math, "w": w, "fan": fan})
        drawn.append(w.detach().numpy().copy())
    return np.stack(drawn)


def keras_parameter(code, shape):
    make, parameter = re.fullmatch(r"(.*\))\.([\w.]+)", code).groups()
    layer = eval(make, sizes(shape) | {"keras": keras})
    build(layer, shape)
    return attrgetter(parameter)(layer.cell if isinstance(layer, keras.layers.RNN) else layer)


def draw(name, shape, count, seed):
    """``count`` draws of the entry ``name`` for a layer of ``shape``, `(*window, n_in, n_out)`."""
    entry = find(name)
    if entry.kind == "initializer" or entry.framework == "numpy":
        return run_line(entry.framework, entry.code, entry.stored(shape), count, seed)
    if entry.framework == "torch":
        return torch_layers(entry.code, shape, count, seed)
    if entry.framework == "keras":
        return keras_layers(entry.code, shape, count, seed)
    make, parameter = entry.code.split(" → ")
    drawn = flax_layers(make, shape, count, seed)
    for step in parameter.split("."):
        drawn = drawn[step]
    return np.asarray(drawn)


def sizes(shape):
    *window, n_in, n_out = shape
    return {"window": tuple(window), "n_in": n_in, "n_out": n_out, "heads": HEADS}


def torch_layers(code, shape, count, seed):
    torch.manual_seed(seed)
    names = sizes(shape) | {"torch": torch}
    return np.stack([eval(code, names).detach().numpy() for _ in range(count)])


def keras_layers(code, shape, count, seed):
    keras.utils.set_random_seed(seed)
    return np.stack([numbers(keras_parameter(code, shape)) for _ in range(count)])


def numbers(held):
    """A Keras tensor or variable as an array: on this backend it is PyTorch's."""
    return keras.ops.convert_to_tensor(held).detach().numpy()


def build(layer, shape):
    """Give a Keras layer the shape of its input, so that it draws its weights."""
    *window, n_in, n_out = shape
    if isinstance(layer, keras.layers.MultiHeadAttention):
        layer.build((None, 5, n_in), (None, 5, n_in))
    elif isinstance(layer, keras.layers.BatchNormalization | keras.layers.LayerNormalization):
        layer.build((None, n_out))
    elif isinstance(layer, keras.layers.RNN):
        layer.build((None, 5, n_in))
    else:
        layer.build((None, *(8 for _ in window), n_in))


@lru_cache(maxsize=4)
def flax_layers(make, shape, count, seed):
    """The parameters of ``count`` Flax layers.

    They are drawn one after another. A batch of QR factorizations, as `vmap` makes of orthogonal ones, waits
    in one thread of XLA's pool for others of it: as many such batches as there are cores wait for ever.
    """
    keys = jax.random.split(jax.random.key(seed), count)
    return jax.jit(partial(jax.lax.map, flax_draw(make, shape)))(keys)


@lru_cache
def flax_shapes(make, shape):
    """The shapes of the parameters of a Flax layer."""
    return jax.eval_shape(flax_draw(make, shape), jax.random.key(0))


def flax_draw(make, shape):
    """A function of a key: what the layer that ``make`` builds draws."""
    *window, n_in, n_out = shape
    layer = eval(make, sizes(shape) | {"nn": nn})
    inputs = [jnp.ones((1, *(8 for _ in window), n_in))]
    if isinstance(layer, nn.Embed):
        inputs = [jnp.zeros((1,), int)]
    elif isinstance(layer, nn.RNNCellBase):
        inputs = [layer.initialize_carry(jax.random.key(0), (1, n_in)), jnp.ones((1, n_in))]
    elif isinstance(layer, nn.BatchNorm | nn.LayerNorm):
        inputs = [jnp.ones((1, n_out))]
    settings = {"use_running_average": False} if isinstance(layer, nn.BatchNorm) else {}
    return lambda key: layer.init(key, *inputs, **settings)["params"]
