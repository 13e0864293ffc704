"""What theory expects of a signal and its gradients in wide layers."""

from course_lib.mean_field.recursion import (
    MeanField,
    closed_form,
    gaussian_moments,
    is_homogeneous,
    mean_field,
    split_variance,
)

__all__ = ["MeanField", "closed_form", "gaussian_moments", "is_homogeneous", "mean_field", "split_variance"]
