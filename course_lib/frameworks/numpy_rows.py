"""NumPy has no initializers: these are the expressions that tutorials write in their place.

A row is named by its expression; the names that frameworks have for the same scheme are aliases.
"""

from __future__ import annotations

from course_lib import initializers as init

from .array_lines import FANS
from .rows import row

SOURCE = "NumPy 2.4, numpy.random.Generator, https://numpy.org/doc/stable/reference/random/generator.html"
FAN_IN, FAN_SUM = FANS["fan_in"], FANS["sum"]


def idiom(name, initializer, code, *, also=(), **more):
    """An expression; ``also`` are other names that it is looked up by."""
    more["aliases"] = [f"numpy.{other}" for other in also]
    more = {"layout": "(*window, in, out)", "source": SOURCE} | more
    return row(f"numpy.{name}", initializer, code=code, **more)


def bias(name, initializer, code, **more):
    return idiom(name, initializer, code, kind="bias", layout="(out,)", **more)


ROWS = [
    idiom("zeros", init.zeros, "np.zeros(shape)"),
    idiom("ones", init.ones, "np.ones(shape)"),
    idiom(
        "ones(shape) * 0.1", init.Constant(0.1), "np.ones(shape) * 0.1", also=["ones_times_constant", "full"],
        note="Any constant C in place of 0.1; np.full(shape, C) is the same.",
    ),
    idiom(
        "random.randn", init.normal, "rng.standard_normal(shape)", also=["randn", "standard_normal"],
        note="The old np.random.randn(n_in, n_out) draws from hidden state; a Generator does not.",
    ),
    idiom(
        "random.randn * 10", init.Normal(0, 10), "rng.standard_normal(shape) * 10", also=["randn_times_10"],
    ),
    idiom(
        "random.normal(0, 0.5)", init.Normal(0, 0.5), "rng.normal(0, 0.5, shape)",
        note="The second argument is the std, not the variance; without arguments it is 1.",
    ),
    idiom(
        "random.uniform(-0.05, 0.05)", init.Uniform(-0.05, 0.05), "rng.uniform(-0.05, 0.05, shape)",
        note="Without arguments from 0 to 1.",
    ),
    idiom(
        "random.uniform(-1, 1) / √fan_in", init.standard, f"rng.uniform(-1, 1, shape) / math.sqrt({FAN_IN})",
        also=["uniform_standard"],
    ),
    idiom(
        "random.randn / √fan_in", init.scaled_normal, f"rng.standard_normal(shape) / math.sqrt({FAN_IN})",
        also=["randn_over_sqrt_fan_in"],
        note="Often called Xavier: it was, as first written; the name now means 2/(n_in + n_out).",
    ),
    idiom(
        "random.uniform(-1, 1) * √(3 / fan_in)", init.lecun_uniform,
        f"rng.uniform(-1, 1, shape) * math.sqrt(3 / {FAN_IN})", also=["lecun_uniform"],
    ),
    idiom(
        "random.normal(0, √(1 / fan_in))", init.scaled_normal,
        f"rng.normal(0, math.sqrt(1 / {FAN_IN}), shape)",
        also=["lecun_normal"],
    ),
    idiom(
        "random.uniform(-1, 1) * √(6 / (fan_in + fan_out))", init.glorot_uniform,
        f"rng.uniform(-1, 1, shape) * math.sqrt(6 / ({FAN_SUM}))", also=["glorot_uniform", "xavier_uniform"],
    ),
    idiom(
        "random.randn * √(2 / (fan_in + fan_out))", init.glorot_normal,
        f"rng.standard_normal(shape) * math.sqrt(2 / ({FAN_SUM}))", also=["glorot_normal", "xavier_normal"],
    ),
    idiom(
        "random.uniform(-1, 1) * √(6 / fan_in)", init.he_uniform,
        f"rng.uniform(-1, 1, shape) * math.sqrt(6 / {FAN_IN})", also=["he_uniform", "kaiming_uniform"],
    ),
    idiom(
        "random.randn * √(2 / fan_in)", init.he_normal,
        f"rng.standard_normal(shape) * math.sqrt(2 / {FAN_IN})",
        also=["he_normal", "kaiming_normal", "randn_times_sqrt_2_over_fan_in"],
        note="Where a weight is stored as (out, in), fan-in is the last dimension, not the first.",
    ),
    idiom("eye", init.identity, "np.eye(*shape)", layout="(in, out)", note="Dense weights only: a matrix."),
    bias("zeros(n_out)", init.zeros, "np.zeros(shape)", also=["bias_zeros"]),
    bias("full(n_out, 0.001)", init.Constant(0.001), "np.full(shape, 0.001)", also=["bias_0.001"]),
    bias("random.rand(n_out)", init.Uniform(0, 1), "rng.random(shape)", also=["bias_uniform"]),
    bias("random.randn(n_out)", init.normal, "rng.standard_normal(shape)", also=["bias_normal"]),
]  # fmt: skip
