"""Any scheme as one expression of NumPy (with SciPy) or JAX: an array `(*window, in, out)`."""

from __future__ import annotations

from course_lib.initializers import Orthogonal, TruncatedNormal, VarianceScaling
from course_lib.initializers.calls import AUTHORS

from .line import Line, Wanted, number, parent_std, spread

FANS = {
    "fan_in": "math.prod(shape[:-1])",
    "fan_out": "(math.prod(shape) // shape[-2])",
    "sum": "math.prod(shape[:-2]) * sum(shape[-2:])",
}
PADDED_EYE = (  # the identity in the middle cell of a window
    "np.pad(np.eye(*shape[-2:])[(None,) * (len(shape) - 2)], "
    "[(n // 2, (n - 1) // 2) for n in shape[:-2]] + [(0, 0)] * 2)"
)
NUMPY = {
    "zeros": "np.zeros(shape)", "ones": "np.ones(shape)", "constant": "np.full(shape, {})",
    "normal": "rng.normal({}, {}, shape)", "uniform": "rng.uniform({}, {}, shape)",
}  # fmt: skip
JAX = {
    "zeros": "jnp.zeros(shape)", "ones": "jnp.ones(shape)", "constant": "jnp.full(shape, {})",
    "normal": "{} + jax.nn.initializers.normal({})(key, shape)",
    "uniform": "jax.random.uniform(key, shape, minval={}, maxval={})",
}  # fmt: skip
CORNER = "A corner of a whole random rotation, from SciPy: np.linalg.qr alone needs its signs mended."


def numpy_line(wanted: Wanted) -> Line:
    match wanted.scheme:
        case TruncatedNormal(center=mean, spread=std, low=low, high=high):
            return truncated(number(low), number(high), f"{number(mean)}, {number(std)}")
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
            return Line(f"{times}{q}[:{rows}, :shape[-1]].reshape(shape)", CORNER)
    return Line(PADDED_EYE if wanted.windowed else "np.eye(*shape)")


def truncated(low: str, high: str, mean_and_std: str) -> Line:
    code = f"stats.truncnorm.rvs({low}, {high}, {mean_and_std}, size=shape, random_state=rng)"
    return Line(code, "NumPy has no truncated normal; this is SciPy's.")


def jax_line(wanted: Wanted) -> Line:
    match wanted.scheme:
        case TruncatedNormal(center=mean, spread=std, low=low, high=high):
            bounds = "" if (low, high) == (-2, 2) else f", lower={number(low)}, upper={number(high)}"
            return initializer(f"truncated_normal({number(std)}{bounds})", mean)
        case VarianceScaling() as scheme:
            return jax_scaled(scheme, wanted)
        case Orthogonal(gain=gain):
            made = f"orthogonal({'' if gain == 1 else number(gain)})"
            if wanted.parts < 1:
                whole = f"(key, (shape[0], {1 / wanted.parts:g} * shape[1]))[:, : shape[1]]"
                return Line(f"jax.nn.initializers.{made}{whole}")
            return initializer(made)
    return Line(PADDED_EYE.replace("np.", "jnp.") if wanted.windowed else "jnp.eye(*shape)")


def jax_scaled(scheme: VarianceScaling, wanted: Wanted) -> Line:
    """Variance over a fan; the fans are written out where they are not those of the stored shape."""
    if wanted.fans and scheme.distribution == "uniform":
        limit = f"math.sqrt({spread(scheme, wanted.fans, 3)})"
        return Line(f"jax.random.uniform(key, shape, minval=-1) * {limit}")
    if wanted.fans and scheme.distribution == "normal":
        return initializer(f"normal(math.sqrt({spread(scheme, wanted.fans)}))")
    if wanted.fans:
        return initializer(f"truncated_normal({parent_std(scheme, wanted.fans)})")
    for author, law in AUTHORS.items():
        if wanted.scales(*law, scheme.distribution) and scheme.distribution != "normal":
            return initializer(f"{author}_{scheme.distribution.removeprefix('truncated_')}()")
    return initializer(f"variance_scaling({number(scheme.scale)}, '{scheme.mode}', '{scheme.distribution}')")


def initializer(made: str, mean: float = 0.0) -> Line:
    return Line(f"{number(mean)} + jax.nn.initializers.{made}(key, shape)".removeprefix("0 + "))
