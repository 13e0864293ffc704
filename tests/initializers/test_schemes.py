"""Shapes, theory and draws of every scheme, against PyTorch, SciPy and the papers' formulas."""

import math
import pickle
import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from torch.nn.init import _calculate_fan_in_and_fan_out

from course_lib import initializers as init
from course_lib.initializers import INITIALIZERS

ALL = list(INITIALIZERS.values())
RANDOM = [s for s in ALL if s.noise_kind]
DENSE = (64, 32)
CONV = (3, 5, 8, 6)
shapes = st.lists(st.integers(1, 6), min_size=2, max_size=4).map(tuple)


def by_name(scheme):
    return scheme.name


# What each scheme draws for n_in, n_out, written out from its paper as a SciPy distribution.
PAPERS = {
    "normal": lambda i, o: stats.norm(0, 1),
    "truncated_normal": lambda i, o: stats.truncnorm(-2, 2),
    "uniform": lambda i, o: stats.uniform(0, 1),
    "standard": lambda i, o: within(1 / math.sqrt(i)),
    "uniform_unit_scaling": lambda i, o: within(math.sqrt(3 / i)),
    "scaled_normal": lambda i, o: stats.norm(0, 1 / math.sqrt(i)),
    "lecun_uniform": lambda i, o: within(math.sqrt(3 / i)),
    "lecun_normal": lambda i, o: stats.norm(0, math.sqrt(1 / i)),
    "glorot_uniform": lambda i, o: within(math.sqrt(6 / (i + o))),
    "glorot_normal": lambda i, o: stats.norm(0, math.sqrt(2 / (i + o))),
    "he_uniform": lambda i, o: within(math.sqrt(6 / i)),
    "he_normal": lambda i, o: stats.norm(0, math.sqrt(2 / i)),
    "torch_default": lambda i, o: within(1 / math.sqrt(i)),
}


def within(limit):
    return stats.uniform(-limit, 2 * limit)


def test_the_registry_lists_every_scheme_in_order():
    names = (
        "zeros ones constant normal truncated_normal uniform standard uniform_unit_scaling "
        "scaled_normal lecun_uniform lecun_normal glorot_uniform glorot_normal he_uniform "
        "he_normal orthogonal identity torch_default"
    )
    assert list(INITIALIZERS) == names.split()
    assert set(PAPERS) == {s.name for s in RANDOM} - {"orthogonal"}


@pytest.mark.parametrize("scheme", ALL, ids=by_name)
def test_every_scheme_describes_itself(scheme):
    assert getattr(init, scheme.name) is INITIALIZERS[scheme.name] is scheme
    assert scheme.label[0].isupper() and "_" not in scheme.label
    assert re.fullmatch(r".+ \((19|20)\d\d\), .+, https://\S+", scheme.source)
    assert scheme.formula.count("{") == scheme.formula.count("}")
    assert scheme.distribution in (*init.DISTRIBUTIONS, "constant", "orthogonal", "identity")
    assert pickle.loads(pickle.dumps(scheme)) == scheme
    assert hash(scheme) == hash(pickle.loads(pickle.dumps(scheme)))
    with pytest.raises(AttributeError):
        scheme.label = "changed"


def test_schemes_of_one_law_and_different_names_stay_apart():
    assert init.lecun_normal != init.scaled_normal
    assert len(set(ALL)) == len(ALL)
    assert init.VarianceScaling(2, "fan_out") == init.VarianceScaling(2, "fan_out", "normal")


@pytest.mark.parametrize("shape", [DENSE, CONV])
@pytest.mark.parametrize("name", PAPERS)
def test_theory_is_the_papers(name, shape):
    scheme, law = INITIALIZERS[name], PAPERS[name](*init.fans(shape))
    assert scheme.mean(shape) == pytest.approx(law.mean(), abs=1e-12)
    assert scheme.std(shape) == pytest.approx(law.std(), rel=1e-12)
    assert scheme.support(shape) == pytest.approx(law.support(), rel=1e-12)
    low, high = law.support()
    assert scheme.limit(shape) == pytest.approx(max(high - law.mean(), law.mean() - low))
    x = np.linspace(law.mean() - 4 * law.std(), law.mean() + 4 * law.std(), 101)
    np.testing.assert_allclose(scheme.pdf(x, shape), law.pdf(x), rtol=1e-10)
    assert np.isnan(scheme.pdf(np.nan, shape)) and isinstance(scheme.pdf(law.mean(), shape), float)


@pytest.mark.parametrize("dtype", ["float32", np.float64], ids=str)
@pytest.mark.parametrize("shape", [DENSE, CONV])
def test_draws_have_shape_and_dtype_and_stay_in_the_support(dtype, shape):
    for name, scheme in INITIALIZERS.items():
        w = scheme(shape, seed=3, dtype=dtype)
        assert w.shape == shape and w.dtype == np.dtype(dtype) and w.flags.c_contiguous, name
        low, high = scheme.support(shape)
        assert w.min() >= np.asarray(low, dtype) and w.max() <= np.asarray(high, dtype), name


@pytest.mark.parametrize("scheme", RANDOM, ids=by_name)
def test_seeds_and_generators(scheme):
    w = scheme(DENSE, seed=7)
    np.testing.assert_array_equal(w, scheme(DENSE, seed=np.int64(7)))
    np.testing.assert_array_equal(w, scheme(DENSE, rng=np.random.default_rng(7)))
    assert not np.array_equal(w, scheme(DENSE, seed=8))
    rng = np.random.default_rng(7)
    scheme(DENSE, rng=rng)
    assert not np.array_equal(w, scheme(DENSE, rng=rng)), "a generator moves on"


@settings(max_examples=10, deadline=None)
@given(shape=shapes, seed=st.integers(0, 2**70))
@pytest.mark.parametrize("scheme", RANDOM, ids=by_name)
def test_same_seed_same_standard_noise(scheme, shape, seed):
    noise = init.standard_noise(scheme.noise_kind, shape, seed=seed, dtype=np.float64)
    w = scheme(shape, seed=seed, dtype=np.float64)
    np.testing.assert_array_equal(w, scheme.from_noise(noise, shape))
    if scheme.name != "orthogonal":
        z = (w - scheme.mean(shape)) / scheme.std(shape)
        np.testing.assert_allclose(z, noise, rtol=1e-9, atol=1e-12)


@settings(max_examples=50, deadline=None)
@given(shape=shapes)
def test_fans_and_layout_are_pytorchs(shape):
    w = np.arange(math.prod(shape), dtype=np.float32).reshape(shape)
    t = init.to_torch(w)
    assert t.shape == (shape[-1], shape[-2], *shape[:-2]) and t.is_contiguous()
    fan_in, fan_out = _calculate_fan_in_and_fan_out(t)
    assert init.fans(shape) == (fan_in, fan_out)
    before = w.copy()
    t += 1
    np.testing.assert_array_equal(w, before)


@pytest.mark.parametrize(
    ("shape", "torch_shape", "how", "expected"),
    [
        ((3, 5, 2, 6), (6, 2, 3, 5), {"groups": 3}, (30, 30)),  # 6 channels to 6
        ((3, 5, 4, 6), (6, 4, 3, 5), {"transposed": True}, (90, 60)),  # 6 to 4, as Keras' (*window, out, in)
        ((3, 5, 2, 6), (6, 2, 3, 5), {"transposed": True, "groups": 2}, (45, 30)),  # 6 to 4
    ],
)
def test_fans_of_grouped_and_transposed_convolutions(shape, torch_shape, how, expected):
    assert init.fans(shape, **how) == init.fans(torch_shape, layout="torch", **how) == expected


def test_to_torch_makes_the_same_layers():
    rng = np.random.default_rng(0)
    w = init.he_normal((6, 4), rng=rng, dtype=np.float64)
    x = rng.standard_normal((5, 6))
    linear = torch.nn.functional.linear(torch.from_numpy(x), init.to_torch(w))
    np.testing.assert_allclose(linear, x @ w)
    w = init.he_normal((3, 2, 6, 4), rng=rng, dtype=np.float64)
    x = rng.standard_normal((1, 6, 3, 2))
    conv = torch.nn.functional.conv2d(torch.from_numpy(x), init.to_torch(w))
    np.testing.assert_allclose(conv[0, :, 0, 0], np.einsum("chw,hwco->o", x[0], w))


@pytest.mark.parametrize("shape", [(10,), (7, 3), (2, 2, 2, 2)])
@pytest.mark.parametrize("name", ["zeros", "ones", "constant"])
def test_constants(name, shape):
    scheme = INITIALIZERS[name]
    value = {"zeros": 0, "ones": 1, "constant": 0}[name]
    assert np.all(scheme(shape) == value) and np.all(scheme(shape, seed=1) == value)
    assert scheme.support(shape) == (value, value)
    assert (scheme.mean(shape), scheme.std(shape), scheme.limit(shape)) == (value, 0, 0)
    assert not scheme.has_density and scheme.noise_kind is None


def test_a_constant_with_noise_is_a_narrow_normal():
    scheme = init.Constant(0.5, noise=1e-12)
    w = scheme((200, 50), seed=0, dtype=np.float64) - 0.5
    assert w.std() == pytest.approx(1e-12, rel=0.02) and scheme.std((3, 3)) == 1e-12
    assert np.all(scheme((200, 50), seed=0) == 0.5), "float32 rounds the noise away"
    assert scheme.distribution == "normal" and scheme.has_density
    assert init.Constant(value=0.63)((6, 4))[0, 0] == np.float32(0.63)


def test_identity():
    np.testing.assert_array_equal(init.identity((3, 5)), np.eye(3, 5))
    for shape in [(4, 3), (3, 3, 4, 2), (2, 5, 2, 3), (4, 2, 2)]:
        w = init.identity(shape, dtype=np.float64)
        assert init.identity.mean(shape) == pytest.approx(w.mean())
        assert init.identity.std(shape) == pytest.approx(w.std())
        assert init.identity.limit(shape) == pytest.approx(abs(w - w.mean()).max())
        if len(shape) > 2:
            oracle = torch.nn.init.dirac_(torch.empty(shape[-1], shape[-2], *shape[:-2]))
            assert torch.equal(init.to_torch(w).float(), oracle)


@pytest.mark.parametrize("shape", [(8, 8), (9, 4), (4, 9), (3, 3, 2, 5), (1, 1), (1, 6)])
@pytest.mark.parametrize("gain", [1, 1.7])
def test_orthogonal(shape, gain):
    w = init.Orthogonal(gain)(shape, seed=5, dtype=np.float64)
    m = w.reshape(-1, shape[-1])
    small = m.T @ m if m.shape[0] >= m.shape[1] else m @ m.T
    np.testing.assert_allclose(small, gain**2 * np.eye(len(small)), atol=1e-13)
    assert np.mean(w**2) == pytest.approx(init.Orthogonal(gain).std(shape) ** 2, rel=1e-12)
    singular = np.linalg.svd(init.to_torch(w).numpy().reshape(shape[-1], -1), compute_uv=False)
    np.testing.assert_allclose(singular, gain, rtol=1e-12)


def test_uniform_unit_scaling_of_a_vector_has_one_input():
    scheme = init.uniform_unit_scaling
    assert scheme.limit((10,)) == math.sqrt(3)
    assert scheme.limit((3, 4, 10)) == pytest.approx(math.sqrt(3 / 12))
    assert scheme((10,), seed=0).shape == (10,)


@pytest.mark.parametrize("name", ["lecun_normal", "glorot_normal", "he_normal"])
def test_keras_variant_is_cut_at_two_std_and_keeps_the_std(name):
    """Claim 15: Keras' normal schemes are truncated, PyTorch's are not, the std is the same."""
    scheme = INITIALIZERS[name]
    parent = scheme.std(DENSE) / 0.87962566103423978  # the constant in Keras' own code
    oracle = stats.truncnorm(-2, 2, 0, parent)
    assert scheme.std(DENSE, truncated=True) == pytest.approx(scheme.std(DENSE), rel=1e-12)
    assert scheme.limit(DENSE, truncated=True) == pytest.approx(2 * parent, rel=1e-12)
    assert scheme.limit(DENSE) == math.inf
    x = np.linspace(-3 * parent, 3 * parent, 50)
    np.testing.assert_allclose(scheme.pdf(x, DENSE, truncated=True), oracle.pdf(x), rtol=1e-10)
    assert scheme.truncate().truncate() == scheme.truncate() != scheme


@pytest.mark.parametrize("shape", [DENSE, CONV])
def test_biases(shape):
    for scheme in ALL:
        bias = scheme.draw_bias(shape, seed=0, dtype=np.float64)
        assert bias.shape == (shape[-1],) and bias.dtype == np.float64
        if scheme.name != "torch_default":
            assert not bias.any() and not scheme.draw_bias(shape).any()
            assert scheme.bias_std(shape) == 0
    limit = 1 / math.sqrt(init.fans(shape)[0])
    many = [init.torch_default.draw_bias(shape, seed=s, dtype=np.float64) for s in range(500)]
    assert limit * 0.99 < np.abs(many).max() <= limit
    assert np.std(many) == pytest.approx(init.torch_default.bias_std(shape), rel=0.03)


def test_a_bias_does_not_repeat_the_weight_of_its_seed():
    w = init.torch_default((64, 64), seed=0, dtype=np.float64)
    b = init.torch_default.draw_bias((64, 64), seed=0, dtype=np.float64)
    assert not np.isin(b, w).any()
    np.testing.assert_array_equal(b, init.torch_default.draw_bias((64, 64), seed=0, dtype="f8"))


def test_narrow_bounds_keep_their_digits_in_float32():
    noise = init.TruncatedNormal(0, 1, 3, 3.00001).draw_noise((20_000,), seed=0)
    assert noise.dtype == np.float32 and len(np.unique(noise)) > 19_000
    assert stats.kstest(noise.astype(float), stats.uniform(-(3**0.5), 12**0.5).cdf).pvalue > 1e-4


def test_huge_fans_keep_their_theory():
    shape = (10**15, 10**12)
    assert init.he_normal.std(shape) == pytest.approx(math.sqrt(2e-15))
    assert init.glorot_uniform.limit(shape) == pytest.approx(math.sqrt(6 / (10**15 + 10**12)))
