"""The code that `translate` writes, each once for each parameter that it is for."""

from dataclasses import dataclass, replace

from course_lib.frameworks import ENTRIES, FRAMEWORKS, translate
from course_lib.frameworks.counterparts import Target, target_of
from course_lib.frameworks.entry import Entry


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
    """All of them; those that are the same code for the same parameter and law are run once."""
    found = {}
    for name, entry in ENTRIES.items():
        for to in FRAMEWORKS:
            own = entry.kind == "initializer" and entry.framework == to  # measured as a row of the table
            handed_on = entry.kind == "initializer" and to == "flax"  # JAX's own objects: see test_names
            if to == "tf1" or own or handed_on:
                continue
            target = None if entry.kind == "initializer" else replace(target_of(entry, to), note="")
            code = translate(name, to).code
            alike = (to, code, target, entry.initializer, entry.drawn_as)
            if target and not target.code and entry.kind == "weight" and "fan" not in code:
                alike = (to, code, None, entry.initializer, "(*window, in, out)")  # an array is an array
            found.setdefault(alike, Pair(to, code, entry, target))
    return list(found.values())


PAIRS = pairs()


def in_layout(to, shape):
    """A shape `(*window, in, out)` as the framework stores it."""
    return (shape[-1], shape[-2], *shape[:-2]) if to == "torch" and len(shape) > 1 else shape
