"""What each framework's own function or class draws when it is called: name and arguments → a scheme.

One Python function a call, with the framework's own argument names and defaults. Arguments that do not change
what one weight is (seeds, dtypes, shapes) are left out by `scheme_of`.
"""

import inspect
import math

from .matrices import Identity, Orthogonal
from .noise import TRUNCATED_STD
from .plain import Constant, Normal, TruncatedNormal, Uniform
from .scaling import MODES, VarianceScaling
from .spelling import FAN_IN, UNKNOWN, PerRoot, fold, gain

IGNORED = {
    "seed", "dtype", "generator", "shape", "size", "name", "key", "out", "requires_grad", "device", "tensor",
}  # fmt: skip
# author → what all frameworks take as that author's scheme: scale and mode
AUTHORS = {"lecun": (1, "fan_in"), "glorot": (1, "fan_avg"), "he": (2, "fan_in")}


def constant(value):
    """A scheme without settings: zeros, ones."""
    return lambda: Constant(value)


def squared(gain):
    """A gain's square without the last digit of its root: 2, not 2.0000000000000004."""
    return float(f"{gain**2:.12g}")


def torch_scaled(distribution):
    """PyTorch's xavier_ and kaiming_ functions of one distribution, by folded name."""

    def xavier(gain=1.0):
        return VarianceScaling(squared(gain), "fan_avg", distribution)

    def kaiming(a=0, mode="fan_in", nonlinearity="leaky_relu"):
        return VarianceScaling(squared(_gain(nonlinearity, a)), mode, distribution)

    return {f"xavier{distribution}": xavier, f"kaiming{distribution}": kaiming}


def _gain(nonlinearity, a):
    """The gain that kaiming_ asks for: ``a`` counts for leaky ReLU only."""
    return gain(nonlinearity, a) if nonlinearity == "leaky_relu" else gain(nonlinearity)


def trunc(mean=0.0, std=1.0, a=-2.0, b=2.0):
    """PyTorch's trunc_normal_, whose bounds are weights, not multiples of std."""
    return TruncatedNormal(mean, std, (a - mean) / std, (b - mean) / std)


def dirac(groups=1):
    """PyTorch's dirac_."""
    if groups != 1:
        raise ValueError(
            f"groups={groups!r} writes several identities into one weight: no scheme of this course"
        )
    return Identity()


def only_one(gain=1.0):
    """Keras' and TensorFlow 1's identity."""
    if gain != 1:
        raise ValueError(f"gain={gain!r} writes {gain!r} on the diagonal: no scheme of this course")
    return Identity()


def keras_scaling(
    scale=1.0, mode="fan_in", distribution="truncated_normal", input_axes=None, output_axes=None
):
    """Keras' VarianceScaling, whose "normal" is a truncated one."""
    if input_axes is not None or output_axes is not None:
        raise ValueError(
            "input_axes and output_axes count other fans than the shape's: no scheme of this course"
        )
    kinds = {"normal": "truncated_normal", "untruncated_normal": "normal"}
    return VarianceScaling(scale, _mode(mode), kinds.get(distribution, distribution))


def jax_scaling(
    scale=1.0, mode="fan_in", distribution="truncated_normal", in_axis=-2, out_axis=-1, batch_axis=()
):
    """JAX' variance_scaling."""
    if (in_axis, out_axis, batch_axis) != (-2, -1, ()):
        raise ValueError("in_axis and out_axis count other fans than the shape's: no scheme of this course")
    return VarianceScaling(scale, _mode(mode), distribution)


def _mode(mode):
    """The mode in the course's letters; what is none comes back as it is."""
    found = str(mode).lower()
    return found if found in MODES else mode


def contrib_scaling(factor=2.0, mode="FAN_IN", uniform=False):
    """TensorFlow 1's contrib.layers.variance_scaling_initializer."""
    if uniform:
        return VarianceScaling(factor, _mode(mode), "uniform")
    return VarianceScaling(factor * 1.3 * TRUNCATED_STD**2, _mode(mode), "truncated_normal")


def xavier_initializer(uniform=True):
    """TensorFlow 1's contrib.layers.xavier_initializer."""
    return contrib_scaling(1.0, "FAN_AVG", uniform)


def unit_scaling(factor=1.0):
    """TensorFlow 1's uniform_unit_scaling_initializer."""
    return VarianceScaling(factor**2, "fan_in", "uniform", min_rank=1)


def scaled(scale, mode, distribution):
    """A scheme without settings but a seed."""
    return lambda seed=None: VarianceScaling(scale, mode, distribution)


def authors():
    """LeCun's, Glorot's and He's schemes as Keras, TensorFlow and JAX have them."""
    return {
        author + kind.removeprefix("truncated_"): scaled(*law, kind)
        for author, law in AUTHORS.items()
        for kind in ("truncated_normal", "uniform")
    }


def keras_like(std, low, high):
    """What Keras and TensorFlow 1 share; the defaults of the plain draws are not the same."""
    return authors() | {
        "zeros": constant(0), "ones": constant(1), "constant": lambda value=0.0: Constant(value),
        **dict.fromkeys(("normal", "randomnormal"), lambda mean=0.0, stddev=std: Normal(mean, stddev)),
        **dict.fromkeys(
            ("uniform", "randomuniform"), lambda minval=low, maxval=high: Uniform(minval, maxval)),
        "truncatednormal": lambda mean=0.0, stddev=std: TruncatedNormal(mean, stddev),
        "variancescaling": keras_scaling, "identity": only_one,
        "orthogonal": lambda gain=1.0: Orthogonal(gain),
    }  # fmt: skip


KERAS = keras_like(0.05, -0.05, 0.05) | {"zero": constant(0), "one": constant(1)}
TF1 = keras_like(1.0, 0.0, 1.0) | {
    "uniformunitscaling": unit_scaling, "xavier": xavier_initializer,
    "xavierinitializerconv2d": xavier_initializer,
}  # fmt: skip
JAX = authors() | {
    "zeros": constant(0), "ones": constant(1), "zerosinit": constant(0), "onesinit": constant(1),
    "constant": lambda value=0.0: Constant(value),
    "uniform": lambda scale=0.01: Uniform(0, scale),
    "normal": lambda stddev=0.01: Normal(0, stddev),
    "truncatednormal": lambda stddev=0.01, lower=-2.0, upper=2.0: TruncatedNormal(0, stddev, lower, upper),
    "variancescaling": jax_scaling,
    "orthogonal": lambda scale=1.0, column_axis=-1: Orthogonal(scale),
}  # fmt: skip
for ours, theirs in (("glorot", "xavier"), ("he", "kaiming")):
    for kind in ("normal", "uniform"):
        JAX[f"{theirs}{kind}"] = JAX[f"{ours}{kind}"]
TORCH = {
    "zeros": constant(0), "ones": constant(1), "constant": lambda val=0.0: Constant(val),
    "normal": lambda mean=0.0, std=1.0: Normal(mean, std),
    "truncnormal": trunc,
    "uniform": lambda a=0.0, b=1.0: Uniform(a, b),
    "orthogonal": lambda gain=1.0: Orthogonal(gain),
    "eye": Identity, "dirac": dirac,
    "randn": lambda *sizes: Normal(0, 1), "rand": lambda *sizes: Uniform(0, 1),
    "full": lambda fill_value: Constant(fill_value),
} | torch_scaled("normal") | torch_scaled("uniform")  # fmt: skip
NUMPY = {
    "zeros": lambda *shape: Constant(0), "ones": lambda *shape: Constant(1),
    "full": lambda fill_value: Constant(fill_value),
    "randn": lambda *sizes: Normal(0, 1), "standardnormal": lambda *size: Normal(0, 1),
    "normal": lambda loc=0.0, scale=1.0, size=None: Normal(loc, scale),
    "uniform": lambda low=0.0, high=1.0, size=None: Uniform(low, high),
    "rand": lambda *sizes: Uniform(0, 1), "random": lambda *size: Uniform(0, 1),
    "randomsample": lambda *size: Uniform(0, 1),
    "eye": lambda *sizes: Identity(), "identity": lambda *sizes: Identity(),
}  # fmt: skip
COURSE = {
    "normal": Normal, "uniform": Uniform, "truncatednormal": TruncatedNormal, "constant": Constant,
    "orthogonal": Orthogonal, "identity": Identity, "variancescaling": VarianceScaling,
}  # fmt: skip
CALLS = {
    "course": COURSE,
    "torch": TORCH,
    "keras": KERAS,
    "tf1": TF1,
    "jax": JAX,
    "flax": JAX,
    "numpy": NUMPY,
}
OPERATIONS = {  # functions that draw at once, and are not the initializer of the same last word
    "jax.random.normal": lambda *shape: Normal(0, 1),
    "jax.random.uniform": lambda *shape, minval=0.0, maxval=1.0: Uniform(minval, maxval),
    "jax.random.truncated_normal": lambda lower=-2.0, upper=2.0, shape=None: TruncatedNormal(
        0, 1, lower, upper
    ),
    "jax.random.orthogonal": lambda *shape: Orthogonal(1),
    "tf.contrib.layers.variance_scaling_initializer": contrib_scaling,
    "tf1.contrib.layers.variance_scaling_initializer": contrib_scaling,
    "tf1.variance_scaling_initializer": contrib_scaling,
}


def scheme_of(framework, found):
    """What ``found``, a `Spelling`, draws in a framework, or None where that has no such name.

    Raises ValueError, in words, for arguments that the framework's own function would not take, and for a
    call that no scheme of the course draws.
    """
    make = OPERATIONS.get(found.path) or CALLS[framework].get(fold(found.words[-1]))
    if make is None or len(found.words) > 1:
        return None
    positional = list(found.positional)
    if framework != "numpy" or fold(found.words[-1]) == "full":
        while positional and positional[0] is UNKNOWN:  # the tensor, the key, the shape
            positional.pop(0)
    while positional and positional[-1] is UNKNOWN:
        positional.pop()
    keywords = {word: value for word, value in found.keywords.items() if word not in IGNORED}
    call = f"{framework}.{found.words[-1]}"
    try:
        bound = inspect.signature(make).bind(*positional, **keywords)
    except TypeError as error:
        takes = ", ".join(inspect.signature(make).parameters) or "no settings but a seed"
        raise ValueError(f"{call} takes {takes}; got {found.text!r} ({error})") from None
    given = bound.arguments
    roots = [value for value in (*given.values(), found.factor) if isinstance(value, PerRoot)]
    for word, value in given.items():
        if value is UNKNOWN:
            raise ValueError(
                f"{call}: {word} must be a number or a word to say what is drawn; got {found.text!r}"
            )
    for root in roots:
        if not FAN_IN.fullmatch(root.fan):
            raise ValueError(
                f"what is drawn depends on what {root.fan} counts: inputs, as in he_normal, or units; "
                f"call it fan_in or fan_out; got {found.text!r}"
            )
    try:
        if roots:
            return over_fan(make, bound, found)
        return rescaled(make(*bound.args, **bound.kwargs), found.factor, found.text)
    except (TypeError, ZeroDivisionError, OverflowError) as error:
        raise ValueError(f"{call} cannot draw with these settings: {error}; got {found.text!r}") from None


def over_fan(make, bound, found):
    """A normal or a symmetric uniform draw whose width is c/√fan-in."""
    given = {
        word: value.top if isinstance(value, PerRoot) else value for word, value in bound.arguments.items()
    }
    bound.arguments.update(given)
    times = found.factor.top if isinstance(found.factor, PerRoot) else found.factor
    match make(*bound.args, **bound.kwargs):
        case Normal(center=0, spread=std):
            return VarianceScaling((std * times) ** 2, "fan_in", "normal")
        case Uniform(low=low, high=high) if low == -high:
            return VarianceScaling((high * times) ** 2 / 3, "fan_in", "uniform")
    raise ValueError(f"no scheme of this course is {found.text!r}")


def rescaled(scheme, times, text):
    """The scheme times a number."""
    match scheme:
        case _ if times == 1:
            return scheme
        case Normal(center=mean, spread=std) if times > 0:
            return Normal(mean * times, std * times)
        case Uniform(low=low, high=high) if times > 0:
            return Uniform(low * times, high * times)
        case Constant(value=value):
            return Constant(value * times)
    raise ValueError(f"no scheme of this course is {text!r}")


def same(one, other):
    """Whether two schemes draw weights of the same law, up to rounding and their names."""
    if not isinstance(one, type(other)) and not isinstance(other, type(one)):
        return False
    for word in ("center", "spread", "low", "high", "value", "noise", "scale", "gain"):
        if not math.isclose(getattr(one, word, 0.0), getattr(other, word, 0.0), rel_tol=1e-9):
            return False
    words = ("mode", "distribution", "min_rank")
    return all(getattr(one, word, None) == getattr(other, word, None) for word in words)
