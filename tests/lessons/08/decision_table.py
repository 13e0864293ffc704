"""The tables that close lesson 08, read from its text: what to choose, and each scheme's line in code."""

import re

from course_lib.initializers import VarianceScaling, glorot_normal, he_normal, lecun_normal, zeros
from lesson_builder.texts import LESSONS

SLOPE = 0.25  # a value for the lines' `a`
SCHEMES = {
    "He": he_normal,
    "He, slope a": VarianceScaling(2 / (1 + SLOPE**2)),
    "Glorot": glorot_normal,
    "LeCun": lecun_normal,
    "zeros": zeros,
}
FRAMEWORKS = {"PyTorch": "torch", "Keras": "keras", "JAX": "jax", "NumPy": "numpy"}


def rows(heading):
    """The cells of every row of the table whose first row is ``heading``."""
    [text] = LESSONS.glob("08_*.md")
    [table] = re.findall(rf"^{re.escape(heading)}\n\|[-|]+\|\n((?:\|.*\n)+)", text.read_text("utf-8"), re.M)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def choices():
    """The schemes that each row of the first table names."""
    return [re.findall(r"\*\*(.+?)\*\*", scheme) for _, scheme, _ in rows("| Your network | Scheme | Bias |")]


def lines():
    """(scheme, framework) → the line of the second table; a row without a scheme belongs to the one above."""
    found, scheme = {}, ""
    for name, framework, line in rows("| Scheme | In | Line |"):
        scheme = name.strip("*") or scheme
        found[scheme, FRAMEWORKS[framework]] = line.replace("`<br>`", "").strip("`")
    return found
