"""Layers that `find` takes for another one's row draw what it says: other dimensions, cells, flax.nnx."""

import jax.numpy as jnp
import numpy as np
import pytest
import torch
from flax import nnx

from course_lib.frameworks import find
from course_lib.initializers import Constant, Orthogonal
from tests.parity.draws import keras_parameter, numbers
from tests.parity.judging import assert_fixed, assert_lawful, assert_orthogonal

N_IN, N_OUT = 24, 16
DENSE, WINDOWED = (N_IN, N_OUT), {1: (5, N_IN, N_OUT), 2: (3, 3, N_IN, N_OUT), 3: (3, 3, 3, N_IN, N_OUT)}
TORCH = {  # a layer's parameter, what makes it, and the shape that the law counts
    "torch.nn.Conv3d.weight": (lambda: torch.nn.Conv3d(N_IN, N_OUT, 3).weight, WINDOWED[3]),
    "torch.nn.ConvTranspose1d.weight": (lambda: torch.nn.ConvTranspose1d(N_IN, N_OUT, 5).weight, WINDOWED[1]),
    "torch.nn.ConvTranspose3d.weight": (
        lambda: torch.nn.ConvTranspose3d(N_IN, N_OUT, 3).weight, WINDOWED[3],
    ),
    "torch.nn.BatchNorm1d.weight": (lambda: torch.nn.BatchNorm1d(N_OUT).weight, DENSE),
    "torch.nn.BatchNorm3d.bias": (lambda: torch.nn.BatchNorm3d(N_OUT).bias, DENSE),
    "torch.nn.GroupNorm.weight": (lambda: torch.nn.GroupNorm(4, N_OUT).weight, DENSE),
    "torch.nn.RMSNorm.weight": (lambda: torch.nn.RMSNorm(N_OUT).weight, DENSE),
    "torch.nn.InstanceNorm2d.weight": (lambda: torch.nn.InstanceNorm2d(N_OUT, affine=True).weight, DENSE),
    "torch.nn.EmbeddingBag.weight": (lambda: torch.nn.EmbeddingBag(N_IN, N_OUT).weight, DENSE),
    "torch.nn.LSTMCell.weight_ih": (lambda: torch.nn.LSTMCell(N_IN, N_OUT).weight_ih, DENSE),
    "torch.nn.GRUCell.bias_hh": (lambda: torch.nn.GRUCell(N_IN, N_OUT).bias_hh, DENSE),
    "torch.nn.RNNCell.weight_hh": (lambda: torch.nn.RNNCell(N_IN, N_OUT).weight_hh, DENSE),
    "torch.nn.LSTM.weight_ih_l1": (lambda: torch.nn.LSTM(N_IN, N_OUT, 2).weight_ih_l1, DENSE),
    "torch.nn.LSTM.weight_hh_l0_reverse": (
        lambda: torch.nn.LSTM(N_IN, N_OUT, bidirectional=True).weight_hh_l0_reverse, DENSE,
    ),
    "torch.nn.TransformerEncoderLayer.self_attn.in_proj_weight": (
        lambda: torch.nn.TransformerEncoderLayer(N_OUT, 4).self_attn.in_proj_weight, (N_OUT, N_OUT),
    ),
    "torch.nn.TransformerEncoderLayer.linear1.weight": (
        lambda: torch.nn.TransformerEncoderLayer(N_OUT, 4, N_IN).linear1.weight, (N_OUT, N_IN),
    ),
}  # fmt: skip
KERAS = {
    "keras.layers.Conv3D.kernel": ("keras.layers.Conv3D(n_out, window).kernel", WINDOWED[3]),
    "keras.layers.Conv1DTranspose.kernel": (
        "keras.layers.Conv1DTranspose(n_out, window).kernel", WINDOWED[1],
    ),
    "keras.layers.SeparableConv2D.depthwise_kernel": (
        "keras.layers.SeparableConv2D(n_out, window).depthwise_kernel", WINDOWED[2],
    ),
    "keras.layers.GroupNormalization.gamma": ("keras.layers.GroupNormalization(4).gamma", DENSE),
}  # fmt: skip
NNX = {
    "nnx.Linear.kernel": (lambda rngs: nnx.Linear(N_IN, N_OUT, rngs=rngs).kernel, DENSE),
    "nnx.Linear.bias": (lambda rngs: nnx.Linear(N_IN, N_OUT, rngs=rngs).bias, DENSE),
    "nnx.Conv.kernel": (lambda rngs: nnx.Conv(N_IN, N_OUT, (3, 3), rngs=rngs).kernel, WINDOWED[2]),
    "nnx.ConvTranspose.kernel": (
        lambda rngs: nnx.ConvTranspose(N_IN, N_OUT, (3, 3), rngs=rngs).kernel, WINDOWED[2],
    ),
    "nnx.Embed.embedding": (lambda rngs: nnx.Embed(N_IN, N_OUT, rngs=rngs).embedding, DENSE),
    "nnx.BatchNorm.scale": (lambda rngs: nnx.BatchNorm(N_OUT, rngs=rngs).scale, DENSE),
    "nnx.LayerNorm.bias": (lambda rngs: nnx.LayerNorm(N_OUT, rngs=rngs).bias, DENSE),
    "nnx.LSTMCell.ii.kernel": (lambda rngs: nnx.LSTMCell(N_IN, N_OUT, rngs=rngs).ii.kernel, DENSE),
    "nnx.LSTMCell.hi.kernel": (lambda rngs: nnx.LSTMCell(N_IN, N_OUT, rngs=rngs).hi.kernel, DENSE),
}  # fmt: skip


def check(name, w, shape, judge):
    """The numbers follow the law of the row that the name is found as."""
    entry, w = find(name), np.asarray(w)
    if isinstance(entry.initializer, Constant):
        assert_fixed(entry.framework, w, entry.initializer, shape)
    elif isinstance(entry.initializer, Orthogonal):
        assert_orthogonal(entry.framework, w[0])
    else:
        assert_lawful(judge, w, entry.law(shape))


@pytest.mark.parametrize("name", TORCH)
def test_layers_of_pytorch(name, judge):
    make, shape = TORCH[name]
    torch.manual_seed(1)
    check(name, np.stack([make().detach().numpy() for _ in range(10)]), shape, judge)


@pytest.mark.parametrize("name", KERAS)
def test_layers_of_keras(name, judge):
    code, shape = KERAS[name]
    check(name, np.stack([numbers(keras_parameter(code, shape)) for _ in range(10)]), shape, judge)


@pytest.mark.parametrize("name", NNX)
def test_layers_of_nnx(name, judge):
    make, shape = NNX[name]
    rngs = nnx.Rngs(1)
    check(name, jnp.stack([make(rngs)[...] for _ in range(10)]), shape, judge)
