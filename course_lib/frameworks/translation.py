"""One framework's draw in the words of another: `translate`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from course_lib.arguments import check_name
from course_lib.initializers import Constant, Identity, Orthogonal, VarianceScaling, fans
from course_lib.initializers.calls import AUTHORS

from .counterparts import Target, target_of
from .entry import FRAMEWORKS, Entry
from .layouts import sizes
from .line import Line, Wanted
from .lookup import find
from .special_lines import NOTES, SPECIAL
from .writers import in_flax, write

OWN_NAMES = {
    "keras": "Keras' {1}Normal", "tf1": "TensorFlow 1's {0}_normal", "jax": "JAX's {0}_normal",
    "flax": "Flax's {0}_normal", "torch": "{2}",
}  # fmt: skip
TORCH_NAMES = {
    "lecun": "kaiming_normal_(w, nonlinearity='linear')", "glorot": "xavier_normal_", "he": "kaiming_normal_",
}  # fmt: skip
SAMPLES = ((3, 5, 24, 16), (2, 7, 12, 20))  # layers that tell inputs, units and the window's cells apart


@dataclass(frozen=True)
class Translation:
    """``code`` draws in framework ``to`` what ``name`` draws in its own or, unless ``exact``, the nearest.

    The code uses only the names in `NAMES` of its framework. For PyTorch it is a line or two that fill the
    weight ``w`` in place; for the others an array of ``shape``. Of an initializer, ``w`` and ``shape`` are
    those of a dense layer's or a convolution's weight; of a layer's parameter those of that parameter, or
    of its counterpart in ``to``'s own layer, however that is stored; NumPy and JAX have no layers, and
    ``note`` says which array it is. The bias of a layer whose weight's fan decides takes that number as
    ``fan``. ``note`` says what to know before using it, and plainly so where the line is not exact.
    """

    name: str
    to: str
    code: str
    exact: bool
    note: str


def translate(name: Any, to: str = "torch") -> Translation:
    """The code that draws in framework ``to`` what ``name``, any spelling for `find`, draws in its own.

    Raises TypeError or ValueError as `find`, and ValueError for an unknown framework.

    >>> translate("keras.RandomNormal").code
    'torch.nn.init.normal_(w, 0, 0.05)'
    >>> translate("keras.layers.LSTM.kernel", "flax").code
    'jax.random.uniform(key, shape, minval=-1) * math.sqrt(6 / (shape[0] + 4 * shape[1]))'
    """
    entry = find(name)
    check_name("to", to, FRAMEWORKS)
    if entry.kind == "initializer" and entry.framework == to:
        return Translation(entry.name, to, entry.code, True, entry.note)
    if entry.framework == "jax" and to == "flax":
        note = f"Flax hands on JAX's own. {entry.note}".strip()
        return Translation(entry.name, to, in_flax(entry.code), True, note)
    target = target_of(entry, to) if entry.kind != "initializer" else None
    if entry.name in SPECIAL:
        line, tails = Line(SPECIAL[entry.name][to], NOTES.get((entry.name, to), "")), ""
    else:
        what = wanted(entry, target, to)
        line, tails = write(what, to), about_tails(what, to)
    about = (where(entry, target), target.note, joint(entry, target)) if target else ()
    note = " ".join(filter(None, [line.note, *about, tails]))
    if not line.exact:
        note = (
            f"None is exact: no line of {FRAMEWORKS[to]} draws just this, and this one is the nearest. {note}"
        )
    return Translation(entry.name, to, line.code, line.exact, note)


def wanted(entry: Entry, target: Target | None, to: str) -> Wanted:
    """The scheme as it is written for the target: in the fans that the framework counts, or spelled out."""
    scheme = entry.initializer
    if target is None:
        return Wanted(scheme, windowed="*window" in entry.layout)
    if isinstance(scheme, Orthogonal):
        return Wanted(scheme, parts=parts(entry, target))
    if not isinstance(scheme, VarianceScaling):
        return Wanted(scheme, windowed="*window" in target.layout)
    samples = SAMPLES if "*window" in target.layout else [shape[-2:] for shape in SAMPLES]
    for mode in dict.fromkeys((scheme.mode, "fan_in", "fan_out", "fan_avg")):
        if entry.kind == "weight" and all(
            counted(target, to, mode, shape) == fan(entry, shape) for shape in samples
        ):
            return Wanted(VarianceScaling(scheme.scale, mode, scheme.distribution))
    return Wanted(scheme, fans=written(entry, target, "w.shape" if to == "torch" else "shape"))


def fan(entry: Entry, shape: tuple[int, ...]) -> float:
    """The number that divides the variance of this parameter in a layer of ``shape``."""
    return entry.initializer.fan(sizes(entry.drawn_as, shape))


def counted(target: Target, to: str, mode: str, shape: tuple[int, ...]) -> float:
    """What the framework's own initializers count at the target's stored shape."""
    stored = sizes(target.layout, shape)
    if to == "torch":
        n_out, n_in, *window = stored
        stored = (*window, n_in, n_out)
    fan_in, fan_out = fans(stored)
    return {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]


def written(entry: Entry, target: Target, stored: str) -> dict[str, str]:
    """The fans as code, from the target's own sizes; a bias whose fan it cannot tell takes ``fan``."""
    known = target.sizes(stored)
    if entry.kind == "weight" and "out" not in known:
        known["out"] = known["in"]  # attention: queries, keys and values are as wide as what they look at
    *window, n_in, n_out = (word.strip() for word in entry.drawn_as.strip("()").split(","))
    if entry.kind == "weight" and "*window" not in target.layout:
        window = []
    found = {"fan_in": times(n_in, window, known), "fan_out": times(n_out, window, known)}
    if entry.initializer.mode == "fan_avg":
        return {"sum": f"{found['fan_in']} + {found['fan_out']}"}
    code = found[entry.initializer.mode] or "fan"
    return {entry.initializer.mode: f"({code})" if " * " in code else code}


def times(part: str, window: list[str], known: dict[str, str]) -> str | None:
    """``4·out`` times the window's cells as code, None where the target does not tell."""
    terms = []
    for term in part.split("+"):
        factors = [word if word.isdigit() else known.get(word) for word in (*term.split("·"), *window)]
        if None in factors:
            return None
        terms.append(" * ".join(factor for factor in factors if factor != "1") or "1")
    return terms[0] if len(terms) == 1 else f"({' + '.join(terms)})"


def parts(entry: Entry, target: Target) -> float:
    """How many matrices of the entry lie in the target, side by side; under 1 where it is a part of one."""
    return math.prod(sizes(target.layout, SAMPLES[0])) / math.prod(sizes(entry.drawn_as, SAMPLES[0]))


def where(entry: Entry, target: Target) -> str:
    """Which parameter a line is for, and what ``fan`` is."""
    scheme = entry.initializer
    scaled = entry.kind == "bias" and isinstance(scheme, VarianceScaling)
    if scaled and "fan" in written(entry, target, "").values():
        return f"fan is the number that the layer counts: {entry.fans}."
    plain = scheme is None or isinstance(scheme, Constant | Identity)
    return f"For {target.name}." if target.name and not plain and target.name != entry.name else ""


def joint(entry: Entry, target: Target) -> str:
    """That a gate's part of a matrix that is orthogonal as a whole has to be drawn with the others."""
    if isinstance(entry.initializer, Orthogonal) and parts(entry, target) < 1:
        count = round(1 / parts(entry, target))
        return f"A part of a matrix that is orthogonal as a whole: cut one draw in {count} for all gates."
    return ""


def about_tails(what: Wanted, to: str) -> str:
    """That the target's scheme of the same name has the same std and other tails."""
    scheme = what.scheme
    normal = isinstance(scheme, VarianceScaling) and scheme.distribution != "uniform"
    if not normal or to == "numpy" or what.fans:
        return ""
    author = next((name for name, made in AUTHORS.items() if made == (scheme.scale, scheme.mode)), None)
    if author is None or (to == "torch") != (scheme.distribution == "truncated_normal"):
        return ""
    name = OWN_NAMES[to].format(author, author.title(), TORCH_NAMES[author])
    return f"{name} has the same std but is {'not ' if to == 'torch' else ''}truncated."
