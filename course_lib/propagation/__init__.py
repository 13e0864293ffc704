"""A signal and its gradients through many layers, measured beside theory."""

from course_lib.propagation.bins import COUNTED, RANGES
from course_lib.propagation.signals import Signals, join_seeds, propagate

__all__ = ["COUNTED", "RANGES", "Signals", "join_seeds", "propagate"]
