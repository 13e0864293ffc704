"""One generic widget for every lab: controls, a figure, words, progress, and a summary."""

from course_lib.widgets.controls import Choice, Pick, Several, Switch
from course_lib.widgets.lab import Lab
from course_lib.widgets.numbers import Number, Whole
from course_lib.widgets.panel import Preset, Renamed

__all__ = ["Choice", "Lab", "Number", "Pick", "Preset", "Renamed", "Several", "Switch", "Whole"]
