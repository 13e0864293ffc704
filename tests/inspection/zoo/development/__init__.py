"""The zoo that the rules may be tuned on."""

from tests.inspection.zoo.development import (
    healthy_blocks,
    healthy_plain,
    sick_scales,
    sick_use,
    sick_values,
)
from tests.inspection.zoo.development.registry import ZOO

__all__ = ["ZOO", "healthy_blocks", "healthy_plain", "sick_scales", "sick_use", "sick_values"]
