"""Numbers of every type and size in every initializer and activation: right answers, or an error by name."""

import math
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import initializers
from course_lib.activations import ACTIVATIONS
from course_lib.arguments import check_flag, check_name, check_real, check_whole, real, shown, whole
from course_lib.initializers import INITIALIZERS

quick = settings(max_examples=40, derandomize=True, deadline=None, database=None)


def named(kind):
    """A name for pytest that holds no address: every worker has to collect the same tests."""
    return kind.__name__


TYPES = [
    np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64, np.float16, np.float32,
    np.float64, np.longdouble, float, int, Fraction, Decimal, np.array, torch.tensor,
]  # fmt: skip
# Magnitudes 1e-320 to 1e308 of either sign, and what lies beyond.
sizes = st.builds(
    lambda digits, power, sign: sign * float(f"{digits}e{power}"),
    st.integers(1, 9), st.integers(-320, 307), st.sampled_from([1, -1]),
)  # fmt: skip
extremes = st.sampled_from(
    [0.0, 5e-324, 1.7e308, -1.7e308, 10**400, -(10**400), 10**5000, math.inf, math.nan]
)


@pytest.fixture(autouse=True)
def no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("kind", TYPES, ids=named)
def test_a_number_of_any_type_becomes_pythons_own(kind):
    for number in (0, 1, 100):
        value = kind(number)
        assert type(real(value)) is float and real(value) == number
        integral = not isinstance(value, float | np.floating | Fraction | Decimal)
        assert whole(value) == (number if integral else None) and type(whole(value)) in (int, type(None))
        assert check_real("x", value, 0, 100) == number


def test_half_a_tensor_and_a_tensor_with_a_gradient_are_numbers():
    assert real(torch.tensor(1.5, dtype=torch.bfloat16)) == real(torch.tensor(1.5, requires_grad=True)) == 1.5
    assert real(Fraction(1, 3)) == real(Decimal(1) / 3) == 1 / 3


NO_NUMBERS = [
    True, np.True_, torch.tensor(True), "1", b"1", None, 1j, np.complex128(1), torch.tensor(1j),
    np.array([1.0]), torch.ones(1), [1.0], np.ma.masked, np.datetime64(1, "s"), np.array("1"), object,
]  # fmt: skip


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: shown(value)[:30])
def test_what_is_no_number_is_a_type_error(value):
    assert real(value) is None and whole(value) is None
    for check in (check_real, check_whole):
        with pytest.raises(TypeError, match=r"^n must be a .*number ≥ 0; got "):
            check("n", value, 0)


def test_the_bounds_are_said():
    for bounds, said in [
        (dict(low=0, high=3), "a number from 0 to 3"),
        (dict(low=0, below=1), "a number ≥ 0 and < 1"),
        (dict(above=0), "a finite number > 0"),
        ({}, "a finite number"),
        (dict(infinite=True), "a number"),
    ]:
        with pytest.raises(ValueError, match=f"^x must be {said}; got nan$"):
            check_real("x", math.nan, **bounds)
    assert check_real("x", math.inf, infinite=True) == math.inf
    with pytest.raises(ValueError, match=r"^n must be a whole number from 0 to 3; got 4$"):
        check_whole("n", 4, 0, 3)
    with pytest.raises(TypeError, match=r"^n must be a whole number ≥ 0; got 2\.0$"):
        check_whole("n", 2.0, 0)
    with pytest.raises(TypeError, match=r"^a must be one of x, y; got 3$"):
        check_name("a", 3, ["x", "y"])
    with pytest.raises(TypeError, match=r"^on must be True or False; got 1$"):
        check_flag("on", 1)
    assert check_flag("on", np.True_) is True


@given(value=sizes | extremes)
@quick
def test_an_error_is_short_whatever_came(value):
    with pytest.raises(ValueError, match=r"^x must be a number ≥ 1 and < 1; got ") as refused:
        check_real("x", value, 1, below=1)
    assert len(str(refused.value)) < 150


# ---- initializers ---------------------------------------------------------------------------------------

# What makes a scheme of one number, and the arguments that an error may name.
SPREADS = {
    "VarianceScaling normal": (lambda x: initializers.VarianceScaling(x), "scale"),
    "VarianceScaling uniform": (lambda x: initializers.VarianceScaling(x, "fan_avg", "uniform"), "scale"),
    "VarianceScaling cut": (
        lambda x: initializers.VarianceScaling(x, "fan_out", "truncated_normal"),
        "scale",
    ),
    "Normal std": (lambda x: initializers.Normal(0, x), "std"),
    "TruncatedNormal std": (lambda x: initializers.TruncatedNormal(0, x), "std"),
    "Uniform": (lambda x: initializers.Uniform(-abs_of(x), x), "low|high|high - low"),
    "Orthogonal": (lambda x: initializers.Orthogonal(x), "gain"),
    "Constant noise": (lambda x: initializers.Constant(0, noise=x), "noise"),
}
PLACES = {
    "Constant": (lambda x: initializers.Constant(x), "value"),
    "Normal mean": (lambda x: initializers.Normal(x, 1), "mean"),
    "TruncatedNormal mean": (lambda x: initializers.TruncatedNormal(x, 1), "mean"),
    "TruncatedNormal low": (lambda x: initializers.TruncatedNormal(0, 1, x, math.inf), "low|low and high"),
}


def abs_of(x):
    return abs(real(x))


def std_by_hand(name, x, shape):
    """The std of `SPREADS`, from logarithms: no product or quotient of it can leave the floats."""
    n_in, n_out = shape
    root = {"VarianceScaling normal": n_in, "VarianceScaling uniform": (n_in + n_out) / 2}
    if name.startswith("VarianceScaling"):
        return math.exp((math.log(x) - math.log(root.get(name, n_out))) / 2)
    factor = {"TruncatedNormal std": initializers.TRUNCATED_STD, "Uniform": 2 / math.sqrt(12)}
    return x * (1 / math.sqrt(max(shape)) if name == "Orthogonal" else factor.get(name, 1))


@pytest.mark.parametrize("name", [*SPREADS, *PLACES])
@given(value=sizes | extremes)
@quick
def test_any_size_gives_the_right_law_and_weights_or_an_error_that_names_it(name, value):
    make, argument = (SPREADS | PLACES)[name]
    shape = (64, 32)
    try:
        scheme = make(value)
    except ValueError as error:
        assert error.args[0].split(" must ")[0] in argument.split("|")
        allowed = 1e-270 <= value <= 1e270 if name in SPREADS else -37 < value < 37
        assert not allowed, "what the docstring allows is taken"
        return
    if value and name in SPREADS:
        assert scheme.std(shape) == pytest.approx(std_by_hand(name, float(value), shape), rel=1e-9)
    assert scheme.support(shape)[0] <= scheme.mean(shape) <= scheme.support(shape)[1]
    if scheme.has_density:
        density = scheme.pdf(scheme.mean(shape) + scheme.std(shape) * np.array([-0.5, 0, 0.5]), shape)
        assert (density > 0).all() and np.isfinite(density).all()
        assert np.isfinite(scheme.pdf(np.array([-1.7e308, -1.0, 0.0, 5e-324, 1.7e308]), shape)).all()
    for dtype in (np.float32, np.float64):
        try:
            weights = scheme(shape, seed=0, dtype=dtype)
        except ValueError as error:
            assert str(error).startswith(f"dtype {np.dtype(dtype)} cannot hold the weights of")
            tiny, largest = float(np.finfo(dtype).tiny), float(np.finfo(dtype).max)
            assert not 10 * tiny <= abs(real(value)) <= largest / 40 or name.startswith("Variance")
            continue
        assert np.isfinite(weights).all()
        if name in SPREADS and value:
            relative = weights.astype(np.float64) / scheme.std(shape)  # so that its square is a float
            assert relative.std() == pytest.approx(1, rel=0.1), "not zeros"


@pytest.mark.parametrize("name", [*SPREADS, *PLACES])
def test_the_type_of_a_parameter_does_not_matter(name):
    make, _ = (SPREADS | PLACES)[name]
    number = 1 if name == "TruncatedNormal low" else 100
    plain = make(number)
    for kind in (np.int8, np.float16, np.float64, Fraction, torch.tensor):
        other = make(kind(number))
        assert plain == other and hash(plain) == hash(other) and plain.formula == other.formula
        assert plain.std((30000, 2)) == other.std((30000, 2)), "30000 · 100 is too much for 16 bits"
        weights = other((9, 2), seed=0)
        assert weights.dtype == np.float32
        np.testing.assert_array_equal(plain((9, 2), seed=0), weights)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_type_of_sizes_and_seeds_does_not_matter(name):
    scheme = INITIALIZERS[name]
    for kind in (np.int8, torch.tensor):
        shape = (kind(120), kind(100))
        np.testing.assert_array_equal(scheme(shape, seed=kind(3)), scheme((120, 100), seed=3))
        assert scheme.std(shape) == scheme.std((120, 100))
    for bad in ((10**30, 10**30), (10**400, 2), (10**5000, 2)):
        with pytest.raises(ValueError, match=r"^shape must be that of at most 10\^30 numbers, got "):
            scheme.std(bad)


# ---- activations ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(x=sizes)
@quick
def test_an_activation_of_any_size_is_right_and_silent(name, x):
    act = ACTIVATIONS[name]
    with np.errstate(all="raise"):
        value, slope = act(x), act.derivative(x)
        narrow = act(np.float32(max(-3e38, min(3e38, x))))
    flat, linear = (act(1e4) if x > 0 else act(-1e4)), act.derivative(math.copysign(1e4, x))
    assert np.isfinite([value, slope]).all() and np.isfinite(narrow)
    if abs(x) > 1e5:  # every function is flat or straight out there
        assert value == pytest.approx(linear * x if linear > 1e-3 else flat, rel=1e-3, abs=1e-3)
        assert slope == pytest.approx(linear, abs=1e-6)
    if abs(x) < 1e-9 and name != "step":
        assert value == pytest.approx(act(0.0) + act.derivative(x) * x, rel=1e-6, abs=1e-300)


@pytest.mark.parametrize(
    ("name", "parameter"), [("leaky_relu", "slope"), ("prelu", "slope"), ("elu", "alpha")]
)
@given(value=sizes | extremes)
@quick
def test_a_parameter_of_any_size_gives_the_right_gain_or_an_error_that_names_it(name, parameter, value):
    try:
        act = ACTIVATIONS[name].with_(**{parameter: value})
    except ValueError as error:
        assert str(error).startswith(f"{parameter} must be a number from -1e+30 to 1e+30; got ")
        assert not -1e30 <= value <= 1e30
        return
    x = np.array([-2.0, 0.0, 2.0])
    for dtype in (np.float32, np.float64):
        with np.errstate(all="raise", under="ignore"):
            value_at, slope_at = act(x.astype(dtype)), act.derivative(x.astype(dtype))
        assert np.isfinite(value_at).all() and np.isfinite(slope_at).all()
    if parameter == "slope":
        assert act.gain == pytest.approx(math.sqrt(2) / math.hypot(1, value), rel=1e-9)
    else:  # E[(e^z - 1)²; z < 0] is 0.1452
        assert act.gain == pytest.approx(1 / math.sqrt(0.5 + 0.1451 * float(value) ** 2), rel=1e-3)


@pytest.mark.parametrize("kind", [np.float16, np.int8, Fraction, torch.tensor, np.array], ids=named)
def test_the_type_of_a_slope_or_an_input_does_not_matter(kind):
    steep = ACTIVATIONS["leaky_relu"].with_(slope=kind(2))
    assert steep == ACTIVATIONS["leaky_relu"].with_(slope=2) and type(steep.slope) is float
    assert kind is np.float16 or steep(kind(-100)) == -200
