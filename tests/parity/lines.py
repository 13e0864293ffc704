"""The code that `translate` writes, each once for each parameter that it is for."""

from dataclasses import dataclass

from course_lib.frameworks import ENTRIES, FRAMEWORKS, translate
from course_lib.frameworks.counterparts import Target, target_of
from course_lib.frameworks.entry import Entry
from course_lib.frameworks.layouts import sizes
from course_lib.frameworks.translation import parts
from course_lib.initializers import Constant, Orthogonal
from tests.parity.shapes import layers_of


@dataclass(frozen=True)
class Pair:
    """One code for one target: of an initializer (``target`` None) or of a layer's parameter."""

    to: str
    code: str
    entry: Entry
    target: Target | None

    def __str__(self):
        place = self.target.name or self.target.layout if self.target else ""
        return f"{self.entry.name} → {self.to} {place}: {self.code}"


def pairs():
    """All of them; the same code at the same stored shape, for the same law, is run once."""
    found = {}
    for name, entry in ENTRIES.items():
        for to in FRAMEWORKS:
            own = entry.kind == "initializer" and entry.framework == to  # measured as a row of the table
            handed_on = entry.kind == "initializer" and to == "flax"  # JAX's own objects: see test_names
            if to == "tf1" or own or handed_on:
                continue
            target = None if entry.kind == "initializer" else target_of(entry, to)
            pair = Pair(to, translate(name, to).code, entry, target)
            found.setdefault(alike(pair), pair)
    return list(found.values())


def alike(pair):
    """What tells a run from another one."""
    entry, target = pair.entry, pair.target
    scheme = entry.initializer
    if scheme is None:
        return pair.to, pair.code, entry.name
    if target is None or isinstance(scheme, Constant):
        return pair.to, pair.code, scheme
    shape = layers_of(entry)[0]
    law = entry.law(shape)
    matrices = parts(entry, target) if isinstance(scheme, Orthogonal) else 1
    return pair.to, pair.code, sizes(target.layout, shape), (law.mean, law.std, law.limit), matrices


PAIRS = pairs()


def in_layout(to, shape):
    """A shape `(*window, in, out)` as the framework stores it."""
    return (shape[-1], shape[-2], *shape[:-2]) if to == "torch" and len(shape) > 1 else shape
