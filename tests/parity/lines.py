"""The lines that `translate` writes, each once, with the scheme that it should draw."""

from course_lib.frameworks import ENTRIES, FRAMEWORKS, translate
from course_lib.frameworks.translation import NEAREST


def lines():
    """Each line once: framework, code, the first entry that it translates, the scheme that it should draw."""
    found = {}
    for name, entry in ENTRIES.items():
        for to in FRAMEWORKS:
            own = entry.kind == "initializer" and entry.framework == to  # measured as a row of the table
            handed_on = entry.framework == "jax" and to == "flax"  # the same objects: see test_names
            if to != "tf1" and not own and not handed_on:
                scheme = NEAREST.get(name, (entry.initializer,))[0]
                first = found.setdefault((to, translate(name, to).code), (entry, scheme))
                assert first[1].law((9, 9)).std == scheme.law((9, 9)).std, "one line, two meanings"
    return [(*key, *value) for key, value in found.items()]


LINES = lines()


def in_layout(to, shape):
    """A shape `(*window, in, out)` as the framework stores it."""
    return (shape[-1], shape[-2], *shape[:-2]) if to == "torch" and len(shape) > 1 else shape
