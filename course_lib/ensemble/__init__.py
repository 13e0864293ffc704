"""The tiny trainable network: many multilayer perceptrons held as one; `reference` is the page of NumPy to read first."""

from course_lib.ensemble.ensemble import Ensemble, Gradients

__all__ = ["Ensemble", "Gradients"]
