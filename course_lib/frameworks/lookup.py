"""`find`: the row of the table that any spelling means, or one made for its arguments."""

from __future__ import annotations

import re
from typing import Any

from course_lib.arguments import unknown_name
from course_lib.initializers import Initializer
from course_lib.initializers.calls import CALLS, same
from course_lib.initializers.names import layer_given, meanings, several
from course_lib.initializers.spelling import UNKNOWN, PerRoot, Spelling, alike, fold, read, spelled

from .catalog import ENTRIES, SPELLINGS
from .entry import Entry
from .layer_names import NO_WEIGHTS, in_layers
from .line import Wanted, number
from .rows import row
from .writers import write

SYNONYMS = (("he", "kaiming"), ("kaiming", "he"), ("glorot", "xavier"), ("xavier", "glorot"))
ALONE = ("he", "kaiming", "glorot", "xavier", "lecun")  # authors, of whom it is not said which scheme
OWNERS = {"flax": "jax"}  # frameworks whose functions are another one's
EXAMPLES = "torch.kaiming_normal_, keras.HeNormal or numpy.zeros"


def functions() -> dict[tuple[str, str], Entry]:
    """Framework and folded name → the row of a function as it is without arguments."""
    found: dict[tuple[str, str], Entry] = {}
    for spelling, entry in SPELLINGS.items():
        if "(" not in spelling and entry.kind == "initializer" and "contrib" not in entry.code:
            found.setdefault((entry.framework, fold(spelling.split(".")[-1])), entry)
    return found


FUNCTIONS = functions()


def find(name: Any) -> Entry:
    """The row of a name: of an initializer, of a layer (its weight), of a parameter, or of a call.

    Written with or without its framework's prefix, in any case, with a framework's old names; a call is
    read with its arguments, never run; a framework's own function, class or object is known by its name. A
    row with other arguments than the table's has their scheme, and the table's measurement does not speak
    of it.

    Raises TypeError for what is no name, ValueError for an unknown name and for one that draws different
    things in different frameworks, with what they draw.

    >>> find("tf.keras.initializers.he_normal").name, find("nn.LSTM.weight_ih_l1_reverse").name
    ('keras.HeNormal', 'torch.nn.LSTM.weight_ih_l0')
    >>> find("kaiming_normal_(mode='fan_out', nonlinearity='leaky_relu', a=0.2)").formula
    'N(0, 1.923/n_out)'
    """
    text = spelled(name)
    if text is None:
        raise TypeError(f"name must be a string such as 'torch.kaiming_normal_', got {name!r}")
    if text in SPELLINGS:
        return SPELLINGS[text]
    found = read(text)
    if found is None:
        raise unknown(text)
    if text.lower() in ALONE:
        raise ValueError(f"name {text!r} has no single meaning: {several(text)}")
    given = layer_given("name", found)
    if given:
        return find(given)
    meant = in_layers(found) or in_functions(found)
    if not meant:
        if fold(found.words[0]) in NO_WEIGHTS:
            raise ValueError(f"name {text!r} has no row: it has no weights of its own")
        raise unknown(text, found)
    if len({(entry.formula, entry.initializer and entry.initializer.distribution) for entry in meant}) > 1:
        draws = "; ".join(f"{entry.name} draws {entry.formula}" for entry in meant)
        raise ValueError(f"name {text!r} means different things: {draws}. Write one of these names.")
    return meant[0]


def in_functions(found: Spelling) -> list[Entry]:
    """The rows that a `Spelling` can mean as a function or a class of initializers, one a framework."""
    writers = found.writers([name for name in CALLS if name != "course"])
    rows = [
        row_for(OWNERS.get(name, name), scheme, found) for name, scheme in meanings(found, writers).items()
    ]
    if not rows and len(found.words) == 1:
        named = [FUNCTIONS.get((OWNERS.get(name, name), fold(found.words[0]))) for name in writers]
        rows = [entry for entry in named if entry]
        # rows that are no scheme of the course have their arguments in their names
        if rows and not all(f"{word}={value!r}" in rows[0].name for word, value in found.keywords.items()):
            raise ValueError(
                f"name {found.text!r} has no row; {rows[0].name} is the nearest one that was measured"
            )
    return rows


def row_for(framework: str, scheme: Initializer, found: Spelling) -> Entry:
    """The row of a function whose arguments make it ``scheme``: one of the table, or a new one."""
    contrib = "contrib" in found.path or found.path.startswith("tf1.variance")
    base = ENTRIES["tf1.variance_scaling_initializer"] if contrib and "scaling" in found.path else None
    base = base or FUNCTIONS.get((framework, fold(found.words[-1])))
    stem = (base.name if base else f"{framework}.{found.words[-1]}").split("(")[0]
    equal = [one for one in ENTRIES.values() if one.initializer and same(one.initializer, scheme)]
    if base in equal:
        return base
    if base is None or found.factor != 1:
        known = [one for one in equal if (one.framework, one.kind) == (framework, "initializer")]
    else:
        known = []
    known += [one for one in equal if one.name.startswith(f"{stem}(")]
    if known:
        return known[0]
    like = base or next(entry for entry in ENTRIES.values() if entry.framework == framework)
    text = re.sub(r"^(np|numpy|torch|tf)\.", "", found.text)
    name = f"{framework}.{text}" if found.factor != 1 else f"{stem}({settings(found)})"
    code = write(Wanted(scheme), framework).code
    note = "Made from the arguments: not a row of the table, so not measured by itself."
    return row(
        name, scheme, code=code, layout=like.layout, source=like.source, executed=like.executed, note=note
    )


def settings(found: Spelling) -> str:
    """The arguments that are numbers or words."""
    parts = [written(value) for value in found.positional if value is not UNKNOWN]
    parts += [f"{word}={written(value)}" for word, value in found.keywords.items() if value is not UNKNOWN]
    return ", ".join(parts)


def written(value: Any) -> str:
    """An argument as code."""
    if isinstance(value, PerRoot):
        return f"{number(value.top)} / √{value.fan}"
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else repr(value)


def unknown(text: str, found: Spelling | None = None) -> ValueError:
    """The error for a name that no row has, with the nearest one or the framework's own word for it."""
    last = found.words[-1] if found else text
    owners = [OWNERS.get(name, name) for name in found.frameworks] if found else []
    for ours, theirs in SYNONYMS:
        if fold(last).startswith(ours):
            own = [FUNCTIONS.get((owner, fold(last).replace(ours, theirs, 1))) for owner in owners]
            names = [entry.name for entry in own if entry]
            if names:
                hint = f"; did you mean {names[0]!r}?"
                return unknown_name("name must be one of the framework's own", text, hint)
    names = {
        entry.name: spelling.split(".")[-1]
        for spelling, entry in SPELLINGS.items()
        if not owners or entry.framework in owners
    }
    near = max(names, key=lambda name: alike(last, names[name]), default="")
    hint = f"; did you mean {near!r}?" if near and alike(last, names[near]) else ""
    return unknown_name(f"name must be <framework>.<its own spelling>, such as {EXAMPLES}", text, hint)
