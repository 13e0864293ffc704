"""Writing the table: an entry whose words follow from its reference scheme unless it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.initializers import Initializer, zeros

from .entry import Entry
from .words import fan_words, formula, truncation


def row(name: str, initializer: Initializer | None, *, code: str, kind: str = "initializer", **more) -> Entry:
    """An `Entry`; formula, fans and truncation are those of ``initializer`` where ``more`` has none."""
    if initializer is not None:
        words = {
            "formula": formula(initializer),
            "fans": fan_words(initializer),
            "truncation": truncation(initializer),
        }
        more = words | more
    more["aliases"] = tuple(more.get("aliases", ()))
    return Entry(
        name=name, framework=name.split(".")[0], kind=kind, initializer=initializer, code=code, **more
    )


@dataclass(frozen=True)
class Layers:
    """What the parameters of a framework's layers start from.

    ``home`` is where the layers are; ``code`` is a form for what makes a layer and its parameter, ``source``
    one for the layer's name.
    """

    home: str
    code: str
    source: str

    def row(self, kind: str, make: str, parameter: str, initializer, layout: str, **more) -> Entry:
        """A parameter of the layer that ``make`` builds, such as Linear(n_in, n_out)."""
        layer = make.split("(")[0]
        return row(
            f"{self.home}.{layer}.{parameter}", initializer, code=self.code.format(make, parameter),
            kind=kind, layout=layout, source=self.source.format(layer), **more,
        )  # fmt: skip

    def rows(
        self, make: str, weight: str, initializer, layout="(out,)", *, bias="bias", biased="(out,)", **more
    ) -> list[Entry]:
        """A layer's weight, and its ``bias``, stored as ``biased``, which is zeros."""
        return [
            self.row("weight", make, weight, initializer, layout, **more),
            self.row("bias", make, bias, zeros, biased),
        ]
