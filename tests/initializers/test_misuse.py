"""Misuse of every public name of the initializers, and the names that `get` understands."""

import re

import numpy as np
import pytest
import torch

from course_lib import initializers as init
from course_lib.initializers import INITIALIZERS

HE, S = init.he_normal, (4, 3)
BAD_SHAPES = [
    (4, TypeError, "a tuple of whole numbers such as (64, 32), got 4"),
    ("43", TypeError, "a tuple of whole numbers such as (64, 32), got '43'"),
    (None, TypeError, "a tuple of whole numbers such as (64, 32), got None"),
    ((4, 0), ValueError, "whole numbers ≥ 1, got 0 in (4, 0)"),
    ((-4, 3), ValueError, "whole numbers ≥ 1, got -4"),
    ((4.0, 3), TypeError, "whole numbers ≥ 1, got 4.0"),
    ((True, 3), TypeError, "whole numbers ≥ 1, got True"),
    ((4, None), TypeError, "whole numbers ≥ 1, got None"),
    ((), ValueError, "dimensions, as in"),
]
USES_OF_A_SHAPE = {
    "call": lambda s: HE(s, seed=0),
    "call of zeros": lambda s: init.zeros(s),
    "call of normal": lambda s: init.normal(s, seed=0),
    "call of orthogonal": lambda s: init.orthogonal(s, seed=0),
    "call of identity": lambda s: init.identity(s),
    "draw_noise": lambda s: HE.draw_noise(s, seed=0),
    "from_noise": lambda s: HE.from_noise(np.zeros((2, 2)), s),
    "draw_bias": lambda s: HE.draw_bias(s),
    "draw_bias of torch_default": lambda s: init.torch_default.draw_bias(s, seed=0),
    "bias_std": lambda s: HE.bias_std(s),
    "mean": lambda s: HE.mean(s),
    "std": lambda s: init.uniform.std(s),
    "limit": lambda s: init.he_uniform.limit(s),
    "support": lambda s: init.truncated_normal.support(s),
    "pdf": lambda s: init.normal.pdf(0.0, s),
    "law": lambda s: HE.law(s),
    "fan": lambda s: HE.fan(s),
    "fans": init.fans,
    "standard_noise": lambda s: init.standard_noise("normal", s, seed=0),
}


@pytest.mark.parametrize(("shape", "error", "words"), BAD_SHAPES, ids=repr)
def test_bad_shapes(shape, error, words):
    with pytest.raises(error, match=rf"^shape must .*{re.escape(words)}"):
        init.check_shape(shape)


@pytest.mark.parametrize("use", USES_OF_A_SHAPE)
def test_whatever_takes_a_shape_checks_it(use):
    with pytest.raises(ValueError, match=r"^shape must hold whole numbers ≥ 1, got 0 in \(4, 0\)"):
        USES_OF_A_SHAPE[use]((4, 0))


@pytest.mark.parametrize("scheme", INITIALIZERS.values(), ids=lambda s: s.name)
def test_rank(scheme):
    if scheme.min_rank == 1:
        assert scheme((5,), seed=0).shape == (5,)
    else:
        with pytest.raises(ValueError, match=r"2 or more dimensions.*got \(5,\)"):
            scheme((5,), seed=0)
    needs_a_matrix = hasattr(scheme, "fan") or scheme.name in ("orthogonal", "identity")
    assert scheme.min_rank == (2 if needs_a_matrix and scheme.name != "uniform_unit_scaling" else 1)


VS, TN = init.VarianceScaling, init.TruncatedNormal
MISUSE = [
    # seeds and generators
    (lambda: HE(S), "seed or rng is needed"),
    (lambda: HE(S, seed=0, rng=np.random.default_rng(0)), "pass seed or rng, not both"),
    (lambda: HE(S, rng=0), "rng must be a numpy.random.Generator.*got int"),
    (lambda: HE(S, rng=np.random.RandomState(0)), "rng must .*got RandomState"),
    (lambda: HE(S, rng=torch.Generator()), "rng must be a numpy.random.Generator.*got Generator"),
    (lambda: init.zeros(S, seed=-1), "seed must be a whole number ≥ 0; got -1"),
    (lambda: init.torch_default.draw_bias(S), "seed or rng is needed"),
    # dtypes
    (lambda: HE(S, seed=0, dtype=np.float16), "dtype must be numpy.float32 or .*float16"),
    (lambda: HE(S, seed=0, dtype=torch.float32), r"dtype must .*got torch\.float32"),
    (lambda: HE.draw_bias(S, dtype="int8"), "dtype must .*got 'int8'"),
    # parameters
    (lambda: VS(2, "fan_inn"), "mode must be one of .*fan_avg.*got 'fan_inn'"),
    (lambda: VS(2, "fan_in", "gauss"), "distribution must be one of .*uniform.*got 'gauss'"),
    (lambda: VS(2, distribution=["normal"]), "distribution must be one of .*got"),
    (lambda: TN(0, 1, 2, -2), "low and high must be bounds .*got low=2.0, high=-2.0"),
    (lambda: TN(0, 1, 40, 50), "low and high must .*got low=40.0, high=50.0"),
    # truncated=True where it has no meaning
    (lambda: init.he_uniform(S, seed=0, truncated=True), "truncated=True is .*got he_uniform"),
    (lambda: init.normal.std(S, truncated=True), "truncated=True is .*got normal"),
    (lambda: init.zeros(S, truncated=True), "truncated=True is .*got zeros, which draws constant"),
    (lambda: init.orthogonal.limit(S, truncated=True), "truncated=True is .*got orthogonal"),
    (lambda: init.uniform.pdf(0, S, truncated=True), "truncated=True is .*got uniform"),
    # no density
    (lambda: init.zeros.pdf(0.0, S), "pdf needs a scheme that spreads.*got zeros.*has_density"),
    (lambda: init.identity.pdf(0.0, S), "pdf needs .*got identity"),
    (lambda: init.orthogonal.pdf(0.0, (1, 1)), r"pdf needs .*got orthogonal.*\(1, 1\)"),
    # weights that the dtype cannot hold
    (lambda: VS(1e-90)(S, seed=0), "dtype float32 cannot hold .*got mean 0 and std 5e-46"),
    # noise
    (lambda: HE.from_noise(np.zeros((3, 4)), S), r"noise must .* shape \(4, 3\), got \(3, 4\)"),
    (lambda: HE.from_noise([[0.0] * 3] * 4, S), "noise must be a NumPy array .*got list"),
    (lambda: HE.from_noise(np.zeros(S, int), S), "dtype must be .*got dtype.'int64'"),
    (lambda: init.standard_noise("gauss", S, seed=0), "distribution must be .*got 'gauss'"),
    (lambda: init.standard_noise("normal", S, 0), "rng must be a numpy.random.Generator"),
    (
        lambda: init.standard_noise("truncated_normal", S, seed=0, low=2, high=-2),
        "low and high must be bounds .*got low=2.0, high=-2.0",
    ),
    (
        lambda: init.standard_noise("truncated_normal", S, seed=0, low=float("nan")),
        "low must be a number; got nan",
    ),
    (lambda: init.quantile_map(np.zeros(3), "gauss", "normal"), "source must be one .*got 'gauss'"),
    (lambda: init.quantile_map(np.zeros(3), "normal", "gauss"), "target must be one .*got 'gauss'"),
    (lambda: init.quantile_map([0.0], "normal", "uniform"), "noise must be a NumPy array, got list"),
    (lambda: init.quantile_map(np.zeros(3, int), "normal", "uniform"), "dtype must be .*int64"),
    # layout
    (lambda: init.fans(S, groups=2), r"groups must divide the 3 channels of shape \(4, 3\); got 2"),
    (lambda: init.fans(S, "torch", groups=0), "groups must be a whole number ≥ 1; got 0"),
    (lambda: init.fans(S, "torch", transposed="yes"), "transposed must be True or False; got 'yes'"),
    (lambda: init.to_torch([[1.0]]), "w must be a NumPy array, got list"),
    (lambda: init.to_torch(np.zeros(3)), r"shape must have 2 or more dimensions.*got \(3,\)"),
    # names
    (lambda: init.get("gibberish!"), "one of zeros, ones, constant, .*torch_default"),
    (lambda: init.name_of("he"), "say he_normal or he_uniform"),
    (lambda: init.name_of(3), "scheme must be a name .*got 3"),
    (lambda: init.get(None), "scheme must be a name .*got None"),
    (lambda: init.get("random_uniform"), r"Keras' RandomUniform draws Uniform\(-0.05, 0.05\)"),
    (lambda: init.get("TruncatedNormal"), r"TruncatedNormal\(0, 0.05\)"),
    (lambda: init.get("variance_scaling_initializer"), "he_normal.*truncated=True"),
    (lambda: init.get("xavier"), "xavier_uniform and xavier_normal are clear"),
    (lambda: init.Initializer().law(S), "must say how a weight is distributed"),
    (lambda: init.Law(0.0, 0.0, (0.0, 0.0)).pdf(0.0), "law has no density"),
]  # fmt: skip


@pytest.mark.parametrize(("misuse", "words"), MISUSE, ids=[str(i) for i in range(len(MISUSE))])
def test_errors_name_the_argument_what_is_allowed_and_what_came(misuse, words):
    with pytest.raises((TypeError, ValueError, NotImplementedError), match=words) as caught:
        misuse()
    assert len(str(caught.value)) < 450


# Spellings of the papers' schemes, where a framework's name means another one, or there is none.
OF_THE_PAPERS = {
    "LecunNormal": "lecun_normal", "xavier_normal": "glorot_normal", "GlorotNormal": "glorot_normal",
    "MSRA": "he_normal", "msra_uniform": "he_uniform", "he-normal": "he_normal", "Uniform": "uniform",
    "truncated_normal_initializer": "truncated_normal", "PyTorchDefault": "torch_default",
    "linear_default": "torch_default",
}  # fmt: skip


def test_get_finds_the_schemes_of_the_papers():
    for spelling, name in OF_THE_PAPERS.items():
        assert init.get(spelling) is INITIALIZERS[name], spelling


def test_get_passes_a_scheme_through_and_aliases_lead_somewhere():
    mine = init.Normal(0, 0.05)
    assert init.get(mine) is mine
    for name, scheme in INITIALIZERS.items():
        assert init.get(name) is init.get(name.upper()) is scheme
    for alias, name in init.ALIASES.items():
        assert init.get(alias) is INITIALIZERS[name]
        assert alias not in INITIALIZERS


FORMULAS = {
    init.VarianceScaling(2, "fan_out"): r"w \sim \mathcal{N}\left(0, \frac{2}{n_\text{out}}\right)",
    init.VarianceScaling(0.5): r"w \sim \mathcal{N}\left(0, \frac{0.5}{n_\text{in}}\right)",
    init.VarianceScaling(1.234): r"w \sim \mathcal{N}\left(0, \frac{1.234}{n_\text{in}}\right)",
    init.glorot_uniform: r"w \sim U\left(\pm\sqrt{\frac{6}{n_\text{in} + n_\text{out}}}\right)",
    init.standard: r"w \sim U\left(\pm\sqrt{\frac{1}{n_\text{in}}}\right)",
    init.he_normal.truncate(): r"w \sim \mathcal{N}_\text{cut}\left(0, "
    r"\frac{2}{n_\text{in}}\right),\ |w| \le 2.274\,\sigma",
    init.Normal(0, 0.05): r"w \sim \mathcal{N}(0, 0.05^2)",
    init.Uniform(-0.05, 0.05): r"w \sim U(-0.05, 0.05)",
    init.Constant(0.5, noise=1e-12): r"w = 0.5 + 10^{-12}\,\mathcal{N}(0, 1)",
    init.Orthogonal(1.5): r"W^\top W = 1.5^2 I",
}  # fmt: skip


@pytest.mark.parametrize("scheme", FORMULAS, ids=lambda s: s.name)
def test_formulas(scheme):
    assert scheme.formula == FORMULAS[scheme]
