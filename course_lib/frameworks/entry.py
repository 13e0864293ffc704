"""One row of the framework table: what one name of one framework really draws."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.initializers import Initializer, Law

from .layouts import sizes

FRAMEWORKS = {
    "numpy": "NumPy",
    "torch": "PyTorch",
    "keras": "Keras",
    "tf1": "TensorFlow 1",
    "jax": "JAX",
    "flax": "Flax",
}
KINDS = ("initializer", "weight", "bias")


@dataclass(frozen=True)
class Entry:
    """What a framework draws under one of its names.

    ``kind`` is one of `KINDS`; a weight or bias is a layer's default. ``initializer`` is the reference scheme
    that the draw is measured against, or None where no scheme of the course is it. ``layout`` says how the
    framework stores the parameter of a layer from `in` to `out`; ``drawn_as`` is the shape whose law it has,
    which differs where several matrices lie side by side. ``code`` is the framework's own line: for an
    initializer it follows the rules of `translate`. ``executed`` is False where the framework was not run.
    """

    name: str
    framework: str
    kind: str
    initializer: Initializer | None
    formula: str
    layout: str
    fans: str
    truncation: str
    source: str
    code: str
    aliases: tuple[str, ...] = ()
    executed: bool = True
    note: str = ""
    drawn_as: str = "(*window, in, out)"

    def law(self, shape: tuple[int, ...]) -> Law | None:
        """The law of one number of this parameter in a layer of ``shape``, ``(*window, n_in, n_out)``.

        None where ``initializer`` is None. Raises ValueError or TypeError for what is no shape.
        """
        return self.initializer and self.initializer.law(sizes(self.drawn_as, shape))

    def stored(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape in which the framework stores this parameter of a layer of ``shape``."""
        return sizes(self.layout, shape)
