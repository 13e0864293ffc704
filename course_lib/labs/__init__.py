"""The labs, one folder and one function each. Settings are keyword arguments: ``labs.samples(scheme="he_uniform")``.

A preset is a named setting, and settings beside it change it: ``labs.race(preset="one-he-seed", depth=3)``. `PRESETS`
has them all; each lab also offers its own in a menu. With ``paused=True`` a lab that trains opens before training.

A folder holds what the lab computes (``experiment``), what it draws (``figure``), its controls and words (``lab``) and
its ``presets``; its docstring says what it shows. Controls and figure are imported when the lab is first asked for, so
that a lesson loads only what it uses.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.widgets import Lab, Preset, Renamed


def opener(name: str, folder: ModuleType, presets: ModuleType) -> Callable[..., Lab]:
    """The function that opens the lab ``name``."""

    def open_lab(**settings: Any) -> Lab:
        return import_module(f"{folder.__name__}.lab").lab(
            settings, presets.PRESETS | OLD_NAMES.get(name, {})
        )

    open_lab.__name__ = open_lab.__qualname__ = name
    open_lab.__doc__ = folder.__doc__
    return open_lab


def parity() -> Any:
    """The table of every name of every framework, to be sorted and searched."""
    return import_module("course_lib.labs.parity_table").parity()


NAMES = [found.name for found in iter_modules(__path__) if found.ispkg and found.name != "shared"]
FOLDERS = {name: import_module(f"{__name__}.{name}") for name in NAMES}
CHOICES = {name: import_module(f"{__name__}.{name}.presets") for name in NAMES}
PRESETS: dict[str, dict[str, Preset]] = {
    name: module.PRESETS for name, module in CHOICES.items() if module.PRESETS
}
OLD_NAMES: dict[str, dict[str, Renamed]] = {
    name: module.OLD_NAMES for name, module in CHOICES.items() if hasattr(module, "OLD_NAMES")
}
SCENES = PRESETS  # an earlier name
# From here on ``labs.signals`` is the function; its folder is still imported as ``course_lib.labs.signals``.
LABS = {name: opener(name, FOLDERS[name], CHOICES[name]) for name in NAMES}
globals().update(LABS)
__all__ = ["LABS", "OLD_NAMES", "PRESETS", "SCENES", "parity", *LABS]
