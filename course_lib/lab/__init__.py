"""One generic widget for every lab: controls, a figure, words, progress, and a summary."""

from course_lib.lab.controls import Choice, Pick, Several, Switch
from course_lib.lab.numbers import Number, Whole
from course_lib.lab.panel import Renamed, Scene
from course_lib.lab.widget import Lab

__all__ = ["Choice", "Lab", "Number", "Pick", "Renamed", "Scene", "Several", "Switch", "Whole"]
