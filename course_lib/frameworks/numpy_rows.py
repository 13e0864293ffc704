"""NumPy has no initializers: these are the expressions that tutorials write in their place."""

from __future__ import annotations

from course_lib.initializers import (
    Constant,
    Normal,
    Uniform,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    identity,
    lecun_uniform,
    normal,
    ones,
    scaled_normal,
    standard,
    zeros,
)

from .array_lines import FANS
from .rows import row

__all__ = ["ROWS"]

SOURCE = "NumPy 2.4, numpy.random.Generator, https://numpy.org/doc/stable/reference/random/generator.html"
FAN_IN, FAN_SUM = FANS["fan_in"], FANS["sum"]


def idiom(name, initializer, code, **more):
    more = {"layout": "(*window, in, out)", "source": SOURCE} | more
    return row(f"numpy.{name}", initializer, code=code, **more)


def bias(name, initializer, code, **more):
    return idiom(name, initializer, code, kind="bias", layout="(out,)", **more)


ROWS = [
    idiom("zeros", zeros, "np.zeros(shape)", aliases=["numpy.np.zeros"]),
    idiom("ones", ones, "np.ones(shape)", aliases=["numpy.np.ones"]),
    idiom(
        "ones_times_constant", Constant(0.1), "np.ones(shape) * 0.1", aliases=["numpy.full"],
        note="Any constant C in place of 0.1; np.full(shape, C) is the same.",
    ),
    idiom(
        "randn", normal, "rng.standard_normal(shape)",
        aliases=["numpy.random.randn", "numpy.standard_normal"],
        note="The old np.random.randn(n_in, n_out) draws from hidden state; a Generator does not.",
    ),
    idiom("randn_times_10", Normal(0, 10), "rng.standard_normal(shape) * 10"),
    idiom(
        "normal", Normal(0, 0.5), "rng.normal(0, 0.5, shape)", aliases=["numpy.random.normal"],
        note="The second argument is the std, not the variance.",
    ),
    idiom(
        "uniform", Uniform(-0.05, 0.05), "rng.uniform(-0.05, 0.05, shape)", aliases=["numpy.random.uniform"],
    ),
    idiom("uniform_standard", standard, f"rng.uniform(-1, 1, shape) / math.sqrt({FAN_IN})"),
    idiom(
        "randn_over_sqrt_fan_in", scaled_normal, f"rng.standard_normal(shape) / math.sqrt({FAN_IN})",
        note="Often called Xavier: it was, as first written; the name now means 2/(n_in + n_out).",
    ),
    idiom("lecun_uniform", lecun_uniform, f"rng.uniform(-1, 1, shape) * math.sqrt(3 / {FAN_IN})"),
    idiom("lecun_normal", scaled_normal, f"rng.normal(0, math.sqrt(1 / {FAN_IN}), shape)"),
    idiom("glorot_uniform", glorot_uniform, f"rng.uniform(-1, 1, shape) * math.sqrt(6 / ({FAN_SUM}))"),
    idiom("glorot_normal", glorot_normal, f"rng.standard_normal(shape) * math.sqrt(2 / ({FAN_SUM}))"),
    idiom("he_uniform", he_uniform, f"rng.uniform(-1, 1, shape) * math.sqrt(6 / {FAN_IN})"),
    idiom(
        "randn_times_sqrt_2_over_fan_in", he_normal, f"rng.standard_normal(shape) * math.sqrt(2 / {FAN_IN})",
        aliases=["numpy.he_normal"],
        note="Where a weight is stored as (out, in), fan in is the last dimension, not the first.",
    ),
    idiom("eye", identity, "np.eye(*shape)", layout="(in, out)", note="Dense weights only: a matrix."),
    bias("bias_zeros", zeros, "np.zeros(shape)"),
    bias("bias_0.001", Constant(0.001), "np.full(shape, 0.001)"),
    bias("bias_uniform", Uniform(0, 1), "rng.random(shape)"),
    bias("bias_normal", normal, "rng.standard_normal(shape)"),
]  # fmt: skip
