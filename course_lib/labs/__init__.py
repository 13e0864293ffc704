"""The labs, one folder and one function each. Settings are keyword arguments: ``labs.samples(scheme="he_uniform")``.

A preset is a named setting, and settings beside it change it: ``labs.race(preset="one-he-seed", depth=3)``. `PRESETS`
has them all; each lab also offers its own in a menu. With ``paused=True`` a lab that trains opens before training, and
``main=("gain", "depth")`` names the controls that stand open, at most four; the rest is under More.

A folder holds what the lab computes (``experiment``), what it draws (``figure``), its controls and words (``lab``) and
its ``presets``; its docstring says what it shows. Nothing else lists it. Controls and figure are imported when the lab
is first asked for, so that a lesson loads only what it uses.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.widgets import Lab, Preset, Renamed


def opener(name: str) -> Callable[..., Lab]:
    """The function that opens the lab ``name``."""

    def open_lab(**settings: Any) -> Lab:
        declared = import_module(f"{__name__}.{name}.lab")
        opened = declared.lab(settings, PRESETS[name] | OLD_NAMES[name])
        opened.call = f"labs.{name}"
        return opened

    open_lab.__name__ = open_lab.__qualname__ = name
    open_lab.__doc__ = import_module(f"{__name__}.{name}").__doc__
    return open_lab


def parity() -> Any:
    """The table of every name of every framework, to be sorted and searched."""
    return import_module(f"{__name__}.parity_table").parity()


NAMES = [found.name for found in iter_modules(__path__) if found.ispkg and found.name != "shared"]
named_settings = {name: import_module(f"{__name__}.{name}.presets") for name in NAMES}
PRESETS: dict[str, dict[str, Preset]] = {name: module.PRESETS for name, module in named_settings.items()}
OLD_NAMES: dict[str, dict[str, Renamed]] = {
    name: getattr(module, "OLD_NAMES", {}) for name, module in named_settings.items()
}
SCENES = PRESETS  # an earlier name
LABS = {name: opener(name) for name in NAMES}
# From here on ``labs.signals`` is the function; its folder is still imported as ``course_lib.labs.signals``.
globals().update(LABS)
__all__ = ["LABS", "OLD_NAMES", "PRESETS", "SCENES", "parity", *LABS]
