"""What the names in your framework really draw, measured, and how to say it in another framework.

    >>> from course_lib.frameworks import find, translate
    >>> find("torch.nn.Linear.weight").formula
    'U(±√(1/n_in))'
    >>> translate("torch.kaiming_normal_", to="keras").code
    "keras.initializers.VarianceScaling(2, 'fan_in', 'untruncated_normal', seed=seed)(shape)"

Read in this order: `entry` (what a row says), `torch_rows` and its like (the rows), `translation`, `table`.
No framework is imported here; `python3 course.py parity` runs them all and holds each row to what it draws.
"""

from .catalog import ENTRIES
from .entry import FRAMEWORKS, KINDS, Entry
from .lookup import find
from .table import Row, fingerprint, measured, parity_table
from .translation import Translation, translate
from .writers import NAMES

__all__ = [
    "ENTRIES", "FRAMEWORKS", "KINDS", "NAMES", "Entry", "Row", "Translation", "find", "fingerprint",
    "measured", "parity_table", "translate",
]  # fmt: skip
