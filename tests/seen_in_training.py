"""What the scenes of lessons 00, 01, 05 and 08 show: (lab, scene) → a function that raises otherwise."""

from tests import seen_in_pairs, seen_starting, seen_with_relu

__all__ = ["SEEN"]

SEEN = {**seen_starting.SEEN, **seen_with_relu.SEEN, **seen_in_pairs.SEEN}
