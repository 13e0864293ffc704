"""Any scheme as one expression of NumPy (with SciPy), JAX or Flax: an array `(*window, in, out)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from course_lib.initializers import Constant, Normal, Orthogonal, TruncatedNormal, Uniform, VarianceScaling

from .line import NEVER, Line, Wanted, number, parent_std, spread

__all__ = ["FANS", "PADDED_EYE", "flax_line", "jax_line", "numpy_line"]

FANS = {
    "fan_in": "math.prod(shape[:-1])",
    "fan_out": "(math.prod(shape) // shape[-2])",
    "sum": "math.prod(shape[:-2]) * sum(shape[-2:])",
}
PADDED_EYE = (  # the identity in the middle cell of a window
    "np.pad(np.eye(*shape[-2:])[(None,) * (len(shape) - 2)], "
    "[(n // 2, (n - 1) // 2) for n in shape[:-2]] + [(0, 0)] * 2)"
)
SCIPY = "NumPy has no truncated normal; this is SciPy's."
NEVER_CUT = "The bounds are so far out that a normal is the same."
NAMED = {"lecun": (1, "fan_in"), "glorot": (1, "fan_avg"), "he": (2, "fan_in")}


def numpy_line(wanted: Wanted) -> Line:
    match wanted.scheme:
        case Constant(value=value):
            named = {0: "np.zeros(shape)", 1: "np.ones(shape)"}
            return Line(named.get(value, f"np.full(shape, {number(value)})"))
        case Normal(center=mean, spread=std):
            return Line(f"rng.normal({number(mean)}, {number(std)}, shape)")
        case TruncatedNormal(center=mean, spread=std, low=low, high=high):
            if min(-low, high) > NEVER:
                return Line(f"rng.normal({number(mean)}, {number(std)}, shape)", NEVER_CUT)
            return truncated(number(low), number(high), f"{number(mean)}, {number(std)}")
        case Uniform(low=low, high=high):
            return Line(f"rng.uniform({number(low)}, {number(high)}, shape)")
        case VarianceScaling() as scheme:
            fans = wanted.fans or FANS
            if scheme.distribution == "truncated_normal":
                return truncated("-2", "2", f"0, {parent_std(scheme, fans)}")
            if scheme.distribution == "normal":
                return Line(f"rng.normal(0, math.sqrt({spread(scheme, fans)}), shape)")
            return Line(f"rng.uniform(-1, 1, shape) * math.sqrt({spread(scheme, fans, 3)})")
        case Orthogonal(gain=gain):
            rows, times = FANS["fan_in"], "" if gain == 1 else f"{number(gain)} * "
            q = f"stats.ortho_group.rvs(max({rows}, shape[-1]), random_state=rng)"
            return Line(
                f"{times}{q}[:{rows}, :shape[-1]].reshape(shape)",
                "A corner of a whole random rotation, from SciPy: np.linalg.qr alone needs its signs mended.",
            )
    return Line(PADDED_EYE if wanted.windowed else "np.eye(*shape)")


def truncated(low: str, high: str, mean_and_std: str) -> Line:
    return Line(f"stats.truncnorm.rvs({low}, {high}, {mean_and_std}, size=shape, random_state=rng)", SCIPY)


def jax_line(wanted: Wanted) -> Line:
    match wanted.scheme:
        case Constant(value=value):
            named = {0: "jnp.zeros(shape)", 1: "jnp.ones(shape)"}
            return Line(named.get(value, f"jnp.full(shape, {number(value)})"))
        case Normal(center=mean, spread=std):
            return initializer(f"normal({number(std)})", mean)
        case TruncatedNormal(center=mean, spread=std, low=low, high=high):
            if min(-low, high) > NEVER:
                return replace(initializer(f"normal({number(std)})", mean), note=NEVER_CUT)
            bounds = "" if (low, high) == (-2, 2) else f", lower={number(low)}, upper={number(high)}"
            return initializer(f"truncated_normal({number(std)}{bounds})", mean)
        case Uniform(low=low, high=high):
            return Line(f"jax.random.uniform(key, shape, minval={number(low)}, maxval={number(high)})")
        case VarianceScaling() as scheme:
            if wanted.fans:
                return jax_explicit(scheme, wanted.fans)
            kind = {"truncated_normal": "normal"}.get(scheme.distribution, scheme.distribution)
            for author, (scale, mode) in NAMED.items():
                if wanted.scales(scale, mode, scheme.distribution) and scheme.distribution != "normal":
                    return initializer(f"{author}_{kind}()")
            settings = f"{number(scheme.scale)}, '{scheme.mode}', '{scheme.distribution}'"
            return initializer(f"variance_scaling({settings})")
        case Orthogonal(gain=gain):
            made = f"orthogonal({'' if gain == 1 else number(gain)})"
            if wanted.parts < 1:
                whole = f"(key, (shape[0], {1 / wanted.parts:g} * shape[1]))[:, : shape[1]]"
                return Line(f"jax.nn.initializers.{made}{whole}")
            return initializer(made)
    return Line(PADDED_EYE.replace("np.", "jnp.") if wanted.windowed else "jnp.eye(*shape)")


def jax_explicit(scheme: VarianceScaling, fans: Mapping[str, str]) -> Line:
    """Where the fans have to be written out: they are not those of the stored shape."""
    match scheme.distribution:
        case "uniform":
            return Line(f"jax.random.uniform(key, shape, minval=-1) * math.sqrt({spread(scheme, fans, 3)})")
        case "normal":
            return initializer(f"normal(math.sqrt({spread(scheme, fans)}))")
    return initializer(f"truncated_normal({parent_std(scheme, fans)})")


def initializer(made: str, mean: float = 0.0) -> Line:
    return Line(f"{f'{number(mean)} + ' if mean else ''}jax.nn.initializers.{made}(key, shape)")


def flax_line(wanted: Wanted) -> Line:
    line = jax_line(wanted)
    return replace(line, code=line.code.replace("jax.nn.initializers", "nn.initializers"))
