"""What the scenes of labs without training show: (lab, scene) → a function that raises where it is not seen."""

__all__ = ["SEEN"]

SEEN = {}
