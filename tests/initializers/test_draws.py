"""The draws follow their laws: Kolmogorov-Smirnov and std tests, each shown to be able to fail.

Every test runs at a fixed seed with a false-alarm rate of 1e-4 (P_FALSE), so that another seed
would fail one run in about 200 of the whole file. The negative controls are rejected at 1e-9.
"""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from course_lib import initializers as init
from course_lib.initializers import INITIALIZERS

P_FALSE, P_REJECT = 1e-4, 1e-9
SHAPE = (500, 400)  # 200,000 weights
BY_ENTRY = [s for s in INITIALIZERS.values() if s.noise_kind and s.name != "orthogonal"]


def by_name(scheme):
    return scheme.name


def law_of(scheme, shape=SHAPE, truncated=False):
    """The distribution as SciPy has it, from mean and std alone."""
    mean, std = scheme.mean(shape), scheme.std(shape)
    kind = "truncated_normal" if truncated else scheme.distribution
    if kind == "normal":
        return stats.norm(mean, std)
    if kind == "uniform":
        return stats.uniform(mean - math.sqrt(3) * std, 2 * math.sqrt(3) * std)
    return stats.truncnorm(-2, 2, mean, std / stats.truncnorm(-2, 2).std())


def p_law(w, law):
    return stats.kstest(np.ravel(w).astype(np.float64), law.cdf).pvalue


def p_std(w, law):
    """The chance of a sample variance this far off, if the weights follow the law."""
    w = np.ravel(w).astype(np.float64)
    kurtosis = float(law.stats("k")) + 3
    z = (np.mean((w - law.mean()) ** 2) / law.var() - 1) / math.sqrt((kurtosis - 1) / w.size)
    return 2 * stats.norm.sf(abs(z))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("scheme", BY_ENTRY, ids=by_name)
def test_draws_follow_their_law(scheme, dtype):
    w = scheme(SHAPE, seed=11, dtype=dtype)
    assert p_law(w, law_of(scheme)) > P_FALSE
    assert p_std(w, law_of(scheme)) > P_FALSE
    lag = np.corrcoef(w.ravel()[:-1].astype(np.float64), w.ravel()[1:])[0, 1]
    assert 2 * stats.norm.sf(abs(lag) * math.sqrt(w.size)) > P_FALSE, "neighbours are related"


@pytest.mark.parametrize("name", ["lecun_normal", "glorot_normal", "he_normal"])
def test_truncated_draws_follow_their_law(name):
    w = INITIALIZERS[name](SHAPE, seed=12, truncated=True)
    law = law_of(INITIALIZERS[name], truncated=True)
    assert p_law(w, law) > P_FALSE and p_std(w, law) > P_FALSE


def test_controls_must_be_rejected():
    law = law_of(init.he_normal)
    std = init.he_normal.std(SHAPE)
    uniform = init.he_uniform(SHAPE, seed=11)
    truncated = init.he_normal(SHAPE, seed=11, truncated=True)
    cut_only = init.TruncatedNormal(0, std)(SHAPE, seed=11)
    std_for_limit = init.Uniform(-std, std)(SHAPE, seed=11)
    limit_for_std = init.Normal(0, init.he_uniform.limit(SHAPE))(SHAPE, seed=11)
    fan_out_for_fan_in = init.VarianceScaling(2, "fan_out")(SHAPE, seed=11)
    variance_for_std = init.Normal(0, std**2)(SHAPE, seed=11)
    off_by_a_percent = init.VarianceScaling(2 * 1.01**2)(SHAPE, seed=11)
    assert p_law(uniform, law) < P_REJECT < P_FALSE < p_std(uniform, law), "same std, other shape"
    assert p_law(truncated, law) < P_REJECT < P_FALSE < p_std(truncated, law)
    for wrong in (cut_only, std_for_limit, limit_for_std, fan_out_for_fan_in, variance_for_std):
        assert p_law(wrong, law) < P_REJECT and p_std(wrong, law) < P_REJECT
    assert p_std(off_by_a_percent, law) < P_REJECT
    assert p_law(init.he_normal(SHAPE, seed=11), law_of(init.he_uniform)) < P_REJECT
    assert p_law(np.full(1000, 0.1), law) < P_REJECT, "a constant is no draw"


# (low, high): the everyday ones, one side open, narrow, off centre, and far out in both tails.
BOUNDS = [
    (-2, 2),
    (-1, 3),
    (0, math.inf),
    (-math.inf, math.inf),
    (-0.01, 0.02),
    (1, 1.001),
    (3, 5),
    (-9, -8),
    (-math.inf, -6),
    (20, math.inf),
    (36, 40),
]


@pytest.mark.parametrize(("low", "high"), BOUNDS)
def test_any_bounds(low, high):
    scheme, law = init.TruncatedNormal(0.5, 2, low, high), stats.truncnorm(low, high, 0.5, 2)
    w = scheme((20_000,), seed=14, dtype=np.float64)
    ends = scheme.support((1,))
    assert w.min() >= ends[0] and w.max() <= ends[1]
    assert p_law(w, law) > P_FALSE
    narrow = scheme.std((1,)) * 1e-6  # SciPy's own moments lose digits far out
    assert scheme.mean((1,)) == pytest.approx(law.mean(), abs=narrow)
    z = (w - scheme.mean((1,))) / scheme.std((1,))
    error = math.sqrt((stats.kurtosis(z) + 2) / w.size)
    assert abs(z.mean()) < 4 / math.sqrt(w.size) and abs(z.var() - 1) < 4 * error
    x = np.quantile(w, [0.1, 0.5, 0.9])
    np.testing.assert_allclose(scheme.pdf(x, (1,)), law.pdf(x), rtol=1e-6)


def test_an_entry_of_an_orthogonal_matrix_is_a_coordinate_of_a_sphere():
    """Exactly a beta law; without the sign correction, or as a normal, it is not."""
    w = np.array([init.orthogonal((5, 3), seed=s, dtype=np.float64)[0, 0] for s in range(3000)])
    law = stats.beta(2, 2, loc=-1, scale=2)
    assert p_law(w, law) > P_FALSE and p_std(w, law) > P_FALSE
    x = np.linspace(-0.99, 0.99, 9)
    np.testing.assert_allclose(init.orthogonal.pdf(x, (5, 3)), law.pdf(x), rtol=1e-12)
    np.testing.assert_allclose(init.orthogonal.pdf(x, (2, 2)), stats.arcsine(-1, 2).pdf(x))
    rng = np.random.default_rng(0)
    uncorrected = [np.linalg.qr(rng.standard_normal((5, 3)))[0][0, 0] for _ in range(3000)]
    assert p_law(uncorrected, law) < P_REJECT
    assert p_law(w, stats.norm(0, 2 * w.std())) < P_REJECT


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("target", init.DISTRIBUTIONS)
@pytest.mark.parametrize("source", init.DISTRIBUTIONS)
def test_a_quantile_map_changes_the_shape_and_nothing_else(source, target, dtype):
    noise = init.standard_noise(source, (50_000,), seed=15, dtype=dtype)
    cast = init.quantile_map(noise, source, target)
    law = {
        "normal": stats.norm(),
        "uniform": stats.uniform(-math.sqrt(3), 2 * math.sqrt(3)),
        "truncated_normal": stats.truncnorm(-2, 2, 0, 1 / stats.truncnorm(-2, 2).std()),
    }[target]
    assert cast.dtype == dtype and cast is not noise
    assert p_law(cast, law) > P_FALSE and p_std(cast, law) > P_FALSE
    assert np.all(np.diff(cast[np.argsort(noise)]) >= 0), "order is kept"
    back = init.quantile_map(cast, target, source)
    tolerance = 2e-3 if dtype == "float32" else 1e-9  # a float32 tail has few quantiles left
    np.testing.assert_allclose(back[abs(noise) < 4], noise[abs(noise) < 4], atol=tolerance)
    edge = math.sqrt(3) if source == "uniform" else 40.0
    assert np.isfinite(init.quantile_map(np.array([-edge, edge], dtype), source, target)).all()


def test_uniform_draws_are_neither_sorted_nor_evenly_spaced():
    """Claim 23: gaps between independent draws are exponential, those of a grid are all equal."""
    w = init.uniform((10_000,), seed=16, dtype=np.float64)
    assert 0.45 < np.mean(np.diff(w) > 0) < 0.55
    gaps = stats.expon(0, 1 / w.size)
    assert p_law(np.diff(np.sort(w)), gaps) > P_FALSE
    assert p_law(np.diff(np.linspace(0, 1, 10_000)), gaps) < P_REJECT


def test_pytorchs_default_layer_is_torch_default():
    """`kaiming_uniform_(a=√5)` is U(±1/√n_in)."""
    torch.manual_seed(0)
    for layer in (torch.nn.Linear(100, 2000), torch.nn.Conv2d(4, 2000, 5)):
        for parameter in (layer.weight, layer.bias):
            limit = init.torch_default.limit((layer.weight[0].numel(), 2000))
            assert 0.99 * limit < parameter.abs().max().item() <= limit
