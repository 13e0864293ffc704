"""Data and weights as people have them: read whole in any order and precision, or refused for a reason."""

import re
from functools import partial

import numpy as np
import pytest
import torch

from course_lib.arguments import check_finite
from course_lib.ensemble import Ensemble
from course_lib.ensemble.generators import weight_generator
from course_lib.initializers import fans, he_normal, to_torch
from course_lib.propagation import propagate
from course_lib.training import train

RNG = np.random.default_rng(0)
X, y = RNG.standard_normal((12, 3)).astype(np.float32), np.arange(12) % 2


def make(**how):
    return Ensemble(**{"sizes": (3, 4, 1), "initializers": ["he_normal"], "seeds": 2, **how})


class Frame:
    """A data frame, as far as NumPy can see one: pandas, polars and others offer themselves this way."""

    def __init__(self, values):
        self.values = values

    def __len__(self):
        return len(self.values)

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


def locked(values):
    values = np.array(values)
    values.setflags(write=False)
    return values


# name: what is given, and the same as a plain float64 array
GIVEN = {
    "reversed": (X[::-1], X[::-1].copy()),
    "every other column": (np.repeat(X, 2, 1)[:, ::2], X),
    "Fortran order": (np.asfortranarray(X), X),
    "big-endian": (X.astype(">f4"), X),
    "read-only": (locked(X), X),
    "float16": (X.astype(np.float16), X.astype(np.float16).astype(float)),
    "longdouble": (X.astype(np.longdouble), X),
    "lists": (X.tolist(), X),
    "whole numbers": ((10 * X).astype(np.int8), (10 * X).astype(np.int8).astype(float)),
    "truth values": (X > 0, (X > 0).astype(float)),
    "tensor": (torch.tensor(X, requires_grad=True), X),
    "bfloat16": (torch.tensor(X).bfloat16(), torch.tensor(X).bfloat16().double().numpy()),
    "transposed tensor": (torch.tensor(X.T.copy()).T, X),
    "data frame": (Frame(X), X),
    "data frame of columns of several kinds": (Frame(X.astype(object)), X),
    "masked, but nothing is": (np.ma.array(X, mask=False), X),
}


@pytest.mark.parametrize("name", GIVEN)
def test_inputs_of_every_kind_are_read_whole(name):
    given, plain = GIVEN[name]
    np.testing.assert_array_equal(check_finite("X", given, np.float64), plain)
    np.testing.assert_array_equal(make(dtype=torch.float64).check_X(given), plain)


def test_whatever_takes_inputs_reads_them_so():
    given, plain = GIVEN["reversed"]
    expected = make()(plain)
    assert torch.equal(make()(given), expected)
    assert not torch.equal(make()(X), expected), "another order would show"
    for run in (
        lambda data: train(make(), data, y, steps=2, X_test=data, y_test=y).test_loss,
        lambda data: propagate(sizes=(3, 4, 4), inputs=data, seeds=1).preactivation_power,
    ):
        np.testing.assert_array_equal(run(given), run(plain))


@pytest.mark.parametrize(
    "labels",
    [y[:, None], y.astype(float), y == 1, y.tolist(), torch.tensor(y), torch.tensor(y).bfloat16(), Frame(y),
     locked(y), y.astype(np.uint8), np.flip(y)[::-1]],
    ids=["column", "floats", "bools", "list", "tensor", "bfloat16", "series", "locked", "uint8", "flipped"],
)  # fmt: skip
def test_labels_of_every_kind_are_read(labels):
    torch.testing.assert_close(make().evaluate(X, labels), make().evaluate(X, y))


def test_what_is_given_is_copied():
    tensor = torch.tensor(X)
    checked = make().check_X(tensor)
    tensor.zero_()
    np.testing.assert_array_equal(checked, X)


WITH_NAN, HUGE, MASKED = X.copy(), X.astype(float), np.ma.array(X, mask=X > 1)
WITH_NAN[3, 1], HUGE[2, 0] = np.nan, 1e200
REFUSED = {
    "NaN": (WITH_NAN, ValueError, "{} must be finite; got nan at index (3, 1)"),
    "too large": (HUGE, ValueError, "{} must fit float32, ±3.4e+38; got 1e+200 at index (2, 0)"),
    "complex": (X + 1j, TypeError, "{} must hold real numbers, got complex numbers, such as "),
    "complex tensor": (
        torch.tensor(X + 1j).conj(),
        TypeError,
        "{} must hold real numbers, got complex numbers",
    ),
    "masked": (MASKED, ValueError, f"{{}} must have no masked entries, got {int((X > 1).sum())}; fill them"),
    "text": (X.astype(str), TypeError, "{} must hold real numbers, got text, such as "),
    "dates": (X.astype("M8[s]"), TypeError, "{} must hold real numbers, got dates"),
    "a hole": ([[1, 2, None]], TypeError, "{} must hold real numbers, got None of type NoneType"),
    "frame with text": (Frame([[1.0, "a", 2.0]]), TypeError, "{} must hold real numbers, got text, such as"),
    "rows of several lengths": ([[1.0, 2.0], [1.0]], TypeError, "{} must be an array of numbers, got list"),
    "sparse": (torch.tensor(X).to_sparse(), TypeError, "{} must be an array of numbers, got Tensor"),
    "beyond the floats": ([[10**400, 0, 0]] * 2, ValueError, "{} must be finite; got inf at index (0, 0)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_inputs_are_refused_for_their_true_reason(name):
    values, kind, said = REFUSED[name]
    with pytest.raises(kind, match="^" + re.escape(said.format("X"))):
        check_finite("X", values, np.float32)


def test_the_argument_is_named_wherever_inputs_are_taken():
    for argument, call in (
        ("X", lambda: make()(WITH_NAN)),
        ("X_test", lambda: train(make(), X, y, steps=1, X_test=WITH_NAN, y_test=y)),
        ("inputs", lambda: propagate(sizes=(3, 4), inputs=WITH_NAN)),
    ):
        with pytest.raises(ValueError, match=f"^{argument} must be finite; got nan at index"):
            call()


def test_labels_that_are_text_are_refused_with_the_way_to_number_them():
    names = np.array(["dog", "cat"])[y]
    for labels in (names, names.tolist(), Frame(names), names.astype(object)):
        with pytest.raises(
            TypeError, match=r"^y must hold real numbers, got .*'dog'.*; number the classes"
        ) as error:
            make().evaluate(X, labels)
    assert "np.unique(labels, return_inverse=True)[1]" in str(error.value)
    numbers = np.unique(names, return_inverse=True)[1]
    assert numbers.tolist() == (1 - y).tolist(), "cat, dog: the sorted order of scikit-learn's LabelEncoder"


# ---- weights that are given -----------------------------------------------------------------------------


def test_weights_of_every_kind_are_taken():
    W = [RNG.standard_normal((3, 4)), RNG.standard_normal((4, 1))]
    plain = make(initializers=[W], dtype=torch.float64)
    as_bfloat16 = [torch.tensor(w).bfloat16() for w in W]
    for given in ([w[::-1][::-1] for w in W], [locked(w) for w in W], [torch.tensor(w) for w in W],
                  [Frame(w) for w in W], [w.tolist() for w in W]):  # fmt: skip
        assert torch.equal(make(initializers=[given], dtype=torch.float64).weights[0], plain.weights[0])
    assert torch.equal(make(initializers=[as_bfloat16]).weights[0][0], as_bfloat16[0].float())


@pytest.mark.parametrize(
    ("values", "kind", "said"),
    [
        (np.full((3, 4), np.nan), ValueError, "must be finite; got nan at index (0, 0)"),
        (np.full((3, 4), 1e200), ValueError, "must fit float32, ±3.4e+38; got 1e+200"),
        (np.full((3, 4), 1j), TypeError, "must hold real numbers, got complex numbers"),
        (np.ma.masked_all((3, 4)), ValueError, "must have no masked entries, got 12"),
    ],
)
def test_weights_that_are_none_are_refused_given_or_drawn(values, kind, said):
    for entry, label in (([values, "zeros"], "given"), (lambda shape, *, rng, dtype: values, "<lambda>")):
        for call in (make, lambda **how: propagate(sizes=(3, 4, 1), **how)):
            with pytest.raises(kind, match=rf"^initializers(: {label})? {re.escape(said)}"):
                call(initializers={"mine": entry})


def test_a_number_is_a_bias_and_no_weight():
    nets = make(biases=["zeros", -4.6])
    assert (nets.biases[0] == 0).all() and (nets.biases[1] == np.float32(-4.6)).all()
    assert (make(biases=np.float16(0.5)).biases[0] == 0.5).all()
    with pytest.raises(
        TypeError, match=r"^initializers: a number alone .*Constant\(0.05\) .*Normal\(0, 0.05\)"
    ):
        make(initializers=[0.05])
    with pytest.raises(ValueError, match=r"^biases must be a finite number; got nan"):
        make(biases=float("nan"))


# ---- PyTorch's functions --------------------------------------------------------------------------------


def test_pytorchs_functions_fill_a_tensor_in_its_own_layout():
    fill = torch.nn.init.kaiming_normal_
    nets = make(initializers=fill)
    assert nets.schemes == ["kaiming_normal_"]
    seed = int(weight_generator(1, 0).integers(2**63))
    expected = fill(torch.empty(4, 3), generator=torch.Generator().manual_seed(seed))
    assert torch.equal(nets.weights[0][1], expected.T)
    wide = make(sizes=(400, 300, 1), initializers=[fill, partial(fill, mode="fan_out"), he_normal])
    std = wide.weights[0].std((1, 2))[::2]
    assert std.numpy() == pytest.approx(
        [he_normal.std((400, 300)), (2 / 300) ** 0.5, (2 / 400) ** 0.5], rel=0.02
    )


@pytest.mark.parametrize(
    "name",
    ["uniform_", "normal_", "trunc_normal_", "ones_", "zeros_", "eye_", "orthogonal_", "xavier_uniform_",
     "xavier_normal_", "kaiming_uniform_", "kaiming_normal_"],
)  # fmt: skip
def test_pytorchs_global_generator_stays_as_it_is(name):
    state, fill = torch.random.get_rng_state(), getattr(torch.nn.init, name)
    drawn = [make(initializers=[[fill, "he_normal"]], seeds=[5]).weights[0] for _ in range(2)]
    assert torch.equal(*drawn) and torch.equal(torch.random.get_rng_state(), state)
    signals = propagate([fill], depth=2, width=8, batch=4, seeds=1)
    assert signals.schemes == (name,) and np.isfinite(signals.preactivation_power).all()


def test_pytorchs_functions_for_biases_and_what_is_none_of_them():
    biases = make(biases=[partial(torch.nn.init.constant_, val=0.5), torch.nn.init.zeros_]).biases
    assert (biases[0] == 0.5).all() and (biases[1] == 0).all()
    for name, said in {
        "kaiming_normal": r"; write torch\.nn\.init\.kaiming_normal_",
        "calculate_gain": " fills no tensor",
        "sparse_": " draws from PyTorch's global generator",
    }.items():
        with pytest.raises(TypeError, match=f"^initializers: .*{name}.*{said}"):
            make(initializers=[getattr(torch.nn.init, name)])


# ---- shapes ---------------------------------------------------------------------------------------------


def test_fans_of_pytorchs_layout():
    layers = torch.nn.Linear(64, 32), torch.nn.Conv2d(64, 32, 3), torch.nn.Conv2d(64, 32, 3, groups=4)
    for layer in layers:
        expected = torch.nn.init._calculate_fan_in_and_fan_out(layer.weight)
        assert fans(layer.weight.shape, layout="torch") == expected != fans(layer.weight.shape)
        assert fans(layer.weight, layout="torch") == expected
    assert fans(np.zeros((64, 32))) == (64, 32)
    with pytest.raises(ValueError, match=r"^layout must be one of numpy, torch; got 'keras'"):
        fans((3, 4), layout="keras")


def test_to_torch_copies_any_order_and_no_masked_entry():
    w = np.arange(6.0).reshape(2, 3)
    for given in (w, w[::-1][::-1], w.astype(">f8"), locked(w)):
        np.testing.assert_array_equal(to_torch(given), w.T)
    with pytest.raises(ValueError, match=r"^w must have no masked entries, got 1;"):
        to_torch(np.ma.array(w, mask=w == 3))


def test_where_a_density_is_asked_may_be_of_any_kind_but_text():
    x = np.array([0.0, 0.5, 1.0])
    for given in (torch.tensor(x).bfloat16(), x.astype(np.float16), x.tolist(), Frame(x)):
        np.testing.assert_array_equal(he_normal.pdf(given, (3, 4)), he_normal.pdf(x, (3, 4)))
    with pytest.raises(TypeError, match=r"^x must hold real numbers, got text"):
        he_normal.pdf("1", (3, 4))
    with pytest.raises(TypeError, match=r"^truncated must be True or False; got 'no'"):
        he_normal.std((3, 4), truncated="no")
