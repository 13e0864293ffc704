"""Every quantity of `Signals` against plain NumPy, and the gradient against autograd."""

import numpy as np
import pytest
import torch

from course_lib.activations import ACTIVATIONS
from course_lib.ensemble import draws
from course_lib.initializers import Constant, Normal
from course_lib.propagation import signals as engine
from tests.propagation.plain_networks import BATCH, MEASURED, SCHEMES, SEEDS, SIZES, Plain, double

NAMES = list(ACTIVATIONS)
BIASES = {"none": None, "constant": Constant(0.1), "normal": "normal"}


# ---- the same numbers as plain NumPy ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "biases"), [(name, "normal") for name in NAMES] + [("tanh", "none"), ("tanh", "constant")]
)
def test_every_quantity_equals_plain_numpy(name, biases):
    signals = double(SCHEMES, name, biases=BIASES[biases], gain=1.5)
    plain = Plain(SCHEMES, name, BIASES[biases], gain=1.5).measured()
    assert signals.schemes == tuple(SCHEMES) and signals.seeds == tuple(SEEDS)
    for quantity in MEASURED:
        found = getattr(signals, quantity)
        assert found.shape == (len(SCHEMES), len(SEEDS), len(SIZES) - 1)
        size = 1 + plain["activation_power"] if "variance" in quantity else 1
        error = np.abs(found.reshape(plain[quantity].shape) - plain[quantity])
        assert (error <= 1e-11 * (np.abs(plain[quantity]) + size)).all(), quantity


@pytest.mark.parametrize("name", ["tanh", "relu", "gelu", "step"])
def test_float32_agrees_to_its_precision(name):
    signals = double(SCHEMES, name, biases="normal", dtype=torch.float32)
    plain = Plain(SCHEMES, name, "normal", dtype=torch.float32).measured()
    for quantity in MEASURED[:-2]:
        power = quantity.replace("variance", "power").replace("across_input", "preactivation")
        near = 2e-5 * (1 + plain[power.replace("mean", "power")])
        found = getattr(signals, quantity).reshape(near.shape)
        assert (np.abs(found - plain[quantity]) <= near).all(), quantity
    for quantity in MEASURED[-2:]:
        assert np.abs(getattr(signals, quantity).reshape(near.shape) - plain[quantity]).max() < 0.02


def test_theory_knows_of_the_gain():
    twice, wider = (
        engine.propagate([Normal(0, std)], "tanh", 3, 8, 4, 1, gain=gain).theory
        for std, gain in ((0.1, 2.0), (0.2, 1.0))
    )
    np.testing.assert_allclose(twice.preactivation_power, wider.preactivation_power)
    np.testing.assert_allclose(twice.gradient_power, wider.gradient_power)


def test_the_comparison_can_fail():
    signals = double(["he_normal"], "tanh")
    for other in (
        Plain(["he_normal"], "tanh", gain=1.0001), Plain(["he_normal"], "tanh", BIASES["constant"]),
        Plain(["he_normal"], "softsign"), Plain(["glorot_normal"], "tanh"),
    ):  # fmt: skip
        plain = other.measured()
        for quantity in MEASURED[:-2]:
            if quantity not in ("gradient_power", "gradient_variance"):
                assert np.abs(getattr(signals, quantity)[0] - plain[quantity]).max() > 1e-6


@pytest.mark.parametrize("name", ["tanh", "gelu"])  # one that overwrites z, one that needs it
def test_gradients_are_those_of_autograd(name, monkeypatch):
    """Those of Σ z_L · noise: with respect to z_ℓ, and to W_ℓ, of which each input has a copy of its own."""
    deltas, measured = [], engine.LayerStatistics.backward

    def keep(self, layer, delta):
        deltas.insert(0, delta.clone())
        measured(self, layer, delta)

    monkeypatch.setattr(engine.LayerStatistics, "backward", keep)
    schemes = {label: SCHEMES[label] for label in ("he", "torch", "given")}
    signals = double(schemes, name, biases="normal")
    plain, act = Plain(schemes, name, "normal"), {"tanh": torch.tanh, "gelu": torch.nn.functional.gelu}[name]
    networks = engine.Networks(
        draws.scheme_entries(schemes, 4).values(), [None] * 4, SIZES, SEEDS, 1.0, torch.float64
    )
    noise = torch.tensor(np.random.default_rng([0, 1]).standard_normal((BATCH, SIZES[-1])))
    for place, (scheme, seed) in enumerate(zip(networks.schemes, networks.seeds, strict=True)):
        member = scheme * len(SEEDS) + seed
        a, zs = torch.tensor(np.random.default_rng([0, 0]).standard_normal((BATCH, SIZES[0]))), []
        copies = [torch.tensor(W[member]).repeat(BATCH, 1, 1).requires_grad_() for W in plain.weights]
        for W, b in zip(copies, plain.biases, strict=True):
            zs.append((a.unsqueeze(1) @ W).squeeze(1) + torch.tensor(b[member]))
            a = act(zs[-1])
        wanted = torch.autograd.grad((zs[-1] * noise).sum(), [*zs, *copies])
        for delta, of_z in zip(deltas, wanted, strict=False):
            torch.testing.assert_close(delta[place], of_z, rtol=1e-10, atol=1e-12)
        squares = [float((of_w**2).mean()) for of_w in wanted[len(zs) :]]
        np.testing.assert_allclose(
            signals.weight_gradient_power[scheme, member % len(SEEDS)], squares, rtol=1e-10
        )
