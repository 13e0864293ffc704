"""Values against PyTorch, derivatives against autograd, gains against closed forms and SciPy."""

import math
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from course_lib import activations
from course_lib.activations import ACTIVATIONS, Activation, get

ALL = list(ACTIVATIONS.values())
# 0 is there too: at a kink the slope is that of the left side.
GRID = np.concatenate([np.linspace(-9, 9, 181), [-1e-3, 0.0, 1e-3, -60, 60]])


def by_name(act):
    return act.name


TORCH = {
    "step": lambda x: torch.heaviside(x.detach(), x.new_tensor(0.0)) + 0 * x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softsign": F.softsign,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "prelu": lambda x: F.prelu(x, torch.full((1,), torch.nn.PReLU().weight.item(), dtype=x.dtype)),
    "elu": F.elu,
    "selu": F.selu,
    "softplus": lambda x: F.softplus(x, threshold=50),
    "gelu": F.gelu,
    "silu": F.silu,
    "identity": lambda x: 1 * x,
}


def test_the_registry_lists_every_function_in_order():
    assert list(ACTIVATIONS) == list(TORCH)


@pytest.mark.parametrize("act", ALL, ids=by_name)
def test_every_function_describes_itself(act):
    assert getattr(activations, act.name) is act
    assert re.fullmatch(r".+ \((19|20)\d\d\), .+, https://\S+", act.source)
    assert act.label and "_" not in act.label
    for formula in (act.formula, act.derivative_formula):
        assert formula and formula.count("{") == formula.count("}")
    assert hash(act) is not None
    with pytest.raises(AttributeError):
        act.name = "changed"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("act", ALL, ids=by_name)
def test_value_and_derivative_are_pytorchs(act, dtype):
    x = torch.from_numpy(GRID.astype(dtype)).requires_grad_()
    y = TORCH[act.name](x)
    y.sum().backward()
    tolerance = {"rtol": 2e-6, "atol": 1e-6} if dtype == "float32" else {"rtol": 1e-12}
    if dtype == "float64":
        tolerance["atol"] = 1e-15
    np.testing.assert_allclose(act(x.detach().numpy()), y.detach(), **tolerance)
    np.testing.assert_allclose(act.derivative(x.detach().numpy()), x.grad, **tolerance)


@given(x=st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_numbers_whole_numbers_and_arrays_agree(x):
    for act in ALL:
        assert act(x) == act(np.array([[x]]))[0, 0]
        assert isinstance(act(x), np.float64)
        assert act(np.float32(x)).dtype == np.float32
        assert act(round(max(min(x, 99), -99))).dtype == np.float64
        assert act.derivative(np.full((2, 3), 1, np.int8)).shape == (2, 3)
        if act.name not in ("gelu", "silu"):
            assert act.derivative(x) >= 0, "these never fall"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nan_stays_nan_and_its_neighbours_do_not_hear_of_it(dtype):
    for act in ALL:
        x = np.array([-1e30, np.nan, 1e30], dtype)
        for out in (act(x), act.derivative(x)):
            assert out.dtype == x.dtype and np.isnan(out).tolist() == [False, True, False], act.name


def test_an_input_is_never_changed_nor_given_back():
    for act in ALL:
        x = GRID.copy()
        for out in (act(x), act.derivative(x)):
            out += 1
            np.testing.assert_array_equal(x, GRID)


CLOSED_FORMS = {
    "identity": 1,
    "relu": math.sqrt(2),
    "step": math.sqrt(2),
    "leaky_relu": math.sqrt(2 / (1 + 0.01**2)),
    "prelu": math.sqrt(2 / (1 + 0.25**2)),
    "selu": 1,  # self-normalizing: that is what its constants are for
}


@pytest.mark.parametrize("act", ALL, ids=by_name)
def test_gain_keeps_the_power_at_one(act):
    def power(z):
        return act(z) ** 2 * math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)

    mean_square = integrate.quad(power, -12, 0)[0] + integrate.quad(power, 0, 12)[0]
    assert act.gain == pytest.approx(1 / math.sqrt(mean_square), rel=1e-9)
    if act.name in CLOSED_FORMS:
        assert act.gain == pytest.approx(CLOSED_FORMS[act.name], rel=1e-12)


@pytest.mark.parametrize("act", ALL, ids=by_name)
def test_torch_gain_is_what_pytorch_returns(act):
    name = {"identity": "linear"}.get(act.name, act.name)
    try:
        expected = torch.nn.init.calculate_gain(name, act.slope)
    except ValueError:
        expected = None
    assert act.torch_gain == (expected and pytest.approx(expected))
    if act.name == "leaky_relu":
        steep = act.with_(slope=0.3)
        assert steep.torch_gain == pytest.approx(torch.nn.init.calculate_gain(name, 0.3))
        assert steep.gain == pytest.approx(steep.torch_gain)


def test_parameters_can_be_changed():
    assert get("leaky_relu").parameters == {"slope": 0.01} and get("relu").parameters == {}
    steep = get("leaky_relu").with_(slope=0.3)
    x = torch.linspace(-3, 3, 7, dtype=torch.float64)
    np.testing.assert_allclose(steep(x.numpy()), F.leaky_relu(x, 0.3))
    assert get("prelu").with_(slope=-1)(-2.0) == 2, "|z|"
    soft = get("elu").with_(alpha=0.5)
    np.testing.assert_allclose(soft(x.numpy()), F.elu(x, 0.5))
    assert soft.derivative(0.0) == 0.5 and soft.name == "elu"
    assert get("leaky_relu").slope == 0.01, "the registry's own is untouched"
    assert steep == get("leaky_relu").with_(slope=0.3) != get("leaky_relu")


relu, leaky = ACTIVATIONS["relu"], ACTIVATIONS["leaky_relu"]
MISUSE = [
    (lambda: relu("1"), TypeError, "x must hold real numbers, got text, such as '1'"),
    (lambda: relu(np.zeros(2, np.float16)), TypeError, "x must hold .*got float16"),
    (lambda: relu(np.zeros(2, complex)), TypeError, "x must hold real numbers, got complex numbers"),
    (lambda: relu(True), TypeError, "x must hold .*got bool"),
    (lambda: relu.derivative(None), TypeError, "x must hold real numbers, got None"),
    (lambda: relu.with_(slope=0.1), ValueError, "relu takes no parameter at all, got slope=0.1"),
    (lambda: leaky.with_(alpha=0.1), ValueError, "leaky_relu takes slope, got alpha=0.1"),
    (lambda: leaky.with_(slope="0.1"), TypeError, "slope must be a number from -1e.30 to 1e.30; got '0.1'"),
    (lambda: get("rellu"), ValueError, "one of step, .*got 'rellu'; did you mean 'relu'\\?"),
    (lambda: get("?"), ValueError, r"activation must be one of .*identity, got '\?'$"),
    (lambda: get(None), TypeError, "activation must be a name .*got None"),
    (lambda: get(np.tanh), TypeError, "activation must be a name .*ufunc"),
]


@pytest.mark.parametrize(("misuse", "error", "words"), MISUSE, ids=[str(i) for i in range(len(MISUSE))])
def test_errors_name_the_argument_what_is_allowed_and_what_came(misuse, error, words):
    with pytest.raises(error, match=words):
        misuse()


def test_get_finds_every_spelling():
    for spelling, name in {
        "ReLU": "relu",
        "LeakyReLU": "leaky_relu",
        "PReLU": "prelu",
        "swish": "silu",
        "linear": "identity",
        "heaviside": "step",
        "logistic": "sigmoid",
        "Tanh": "tanh",
    }.items():
        assert get(spelling) is ACTIVATIONS[name]
    assert get(leaky) is leaky and isinstance(leaky, Activation)
    assert set(activations.ALIASES.values()) <= set(ACTIVATIONS)
