"""The tiny trainable network: many perceptrons as one; `reference` is its page of NumPy, to be read first."""

from course_lib.ensemble.ensemble import Ensemble, Gradients

__all__ = ["Ensemble", "Gradients"]
