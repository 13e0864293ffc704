"""The zoo by which the rules are judged: nobody who writes them looks at it before its first figures."""

from tests.inspection.zoo.held_out import (
    factors,
    healthy_shapes,
    healthy_starts,
    healthy_uses,
    sick_scales,
    sick_sizes,
    sick_use,
    sick_values,
)
from tests.inspection.zoo.held_out.registry import ZOO

__all__ = [
    "ZOO",
    "factors",
    "healthy_shapes",
    "healthy_starts",
    "healthy_uses",
    "sick_scales",
    "sick_sizes",
    "sick_use",
    "sick_values",
]
