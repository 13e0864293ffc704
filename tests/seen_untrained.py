"""What the scenes of labs without training show: (lab, scene) → a function that raises where it is not seen.

Each holds the numbers that the scene's `shows` and the notes in ``classroom/notes/`` state, also those that
come up after a control was moved. `tests/labs/test_presets.py` shows that each fails on the next scene of
its lab.
"""

from tests import seen_drawn, seen_in_depth

__all__ = ["SEEN"]

SEEN = {**seen_drawn.SEEN, **seen_in_depth.SEEN}
