"""What theory expects of a signal and its gradients in wide layers."""

from course_lib.mean_field.integrals import gaussian_moments, is_homogeneous, split_variance
from course_lib.mean_field.recursion import MeanField, closed_form, mean_field

__all__ = ["MeanField", "closed_form", "gaussian_moments", "is_homogeneous", "mean_field", "split_variance"]
