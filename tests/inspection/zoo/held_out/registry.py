"""Where the networks of this set are entered."""

from tests.inspection.zoo.case import Zoo

ZOO = Zoo("held out")
