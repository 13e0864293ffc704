"""The zoo that the rules may be tuned on."""

from tests.inspection.zoo.development import (
    factors,
    healthy_blocks,
    healthy_plain,
    sick_scales,
    sick_use,
    sick_values,
)
from tests.inspection.zoo.development.registry import ZOO

__all__ = ["ZOO", "factors", "healthy_blocks", "healthy_plain", "sick_scales", "sick_use", "sick_values"]
