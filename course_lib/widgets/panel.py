"""What is set in a lab: its controls, the settings they stand for, and presets that a reader may choose."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_lib.arguments import did_you_mean
from course_lib.widgets.controls import Choice, Control
from course_lib.widgets.running import Home

__all__ = ["Panel", "Preset", "Renamed"]

PRESET = "preset"  # the name under which `Lab.set` knows the menu of presets
SCENE = "scene"  # an earlier name of it
PAUSED = "paused"  # what a lab takes beside its settings; see `Lab`
OWN = ""  # the menu's value when no preset is shown


@dataclass(frozen=True)
class Preset:
    """A named setting of a lab, for whoever wants one figure at once.

    Args:
        label: what is set, in a few words, for the menu. It gives nothing away of what is to be seen, for a
            class predicts that.
        shows: what is to be seen, in a sentence or two, for the instructor.
        settings: what differs from the controls' defaults.
    """

    label: str
    shows: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Renamed:
    """What an old name of a preset stands for, such as ``{"preset": "its name now"}``: no menu offers it."""

    settings: Mapping[str, Any]

    def __str__(self) -> str:
        return ", ".join(f"{name}={value!r}" for name, value in self.settings.items())


class Panel(widgets.HBox):
    """A lab's controls, with the menu of presets after them.

    Args:
        title: the lab's name, for errors.
        controls: what can be set.
        presets: what the menu offers, by name, and `Renamed` ones; without any there is no menu.
        settings: values that differ from the controls' defaults, or from those of ``settings["preset"]``.
        changed: called with what a reader asks for, ``{name: value}``, as `checked` takes it.
        home: where that is called.
        live: follow a slider while it moves; otherwise on release.

    Attributes:
        controls: the controls by name.
        settings: the accepted value of each, by name.

    Raises:
        ValueError: two controls share a name; the name or value of a setting, or of one in a preset, is not
            allowed.
    """

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        presets: Mapping[str, Preset | Renamed],
        settings: Mapping[str, Any],
        changed: Callable[[dict], None],
        home: Home,
        live: bool,
    ):
        self._title, self._changed = title, changed
        self.controls = {control.name: control for control in controls}
        if len(self.controls) < len(controls) or {PRESET, SCENE, PAUSED} & set(self.controls):
            names = [control.name for control in controls]
            taken = f"{PRESET!r}, {SCENE!r} or {PAUSED!r}"
            raise ValueError(f"controls must each have a name of their own, not {taken}; got {names}")
        self.settings = {control.name: control.check(control.default) for control in controls}
        self._renamed = {name: preset for name, preset in presets.items() if isinstance(preset, Renamed)}
        offered = {name: preset for name, preset in presets.items() if name not in self._renamed}
        self._presets: dict[str, dict] = {}
        for name, preset in {**offered, **self._renamed}.items():
            try:
                checked = self.checked(preset.settings)
            except ValueError as error:
                raise ValueError(f"the {title} lab's preset {name!r}: {error}") from error
            if name in offered:
                self._presets[name] = checked

        parts, shown = list(controls), dict(self.settings)
        if offered:
            labels = {name: preset.label for name, preset in offered.items()}
            parts.append(Choice(PRESET, "Preset", OWN, {OWN: "own settings", **labels}))
            shown[PRESET] = OWN
        self._handles = {
            part.name: part.build(lambda value, name=part.name: self._moved(name, value), live)
            for part in parts
        }
        self._on_page: dict[str, Any] = shown  # what each control shows
        self._putting, self._home = False, home
        self._newest: dict[str, object] = {}  # a token of each control's last move
        super().__init__([handle.box for handle in self._handles.values()])
        self.add_class("course-controls").add_class("course-side")
        self.accept(self.checked(settings))

    def checked(self, settings: Mapping[str, Any]) -> dict:
        """All settings: these and, where they say nothing, those of ``settings["preset"]`` or what is set.

        Raises:
            ValueError: a name or value is not allowed; nothing was changed.
        """
        wanted = dict(settings)
        if SCENE in wanted:
            if PRESET in wanted:
                raise ValueError(f"{PRESET} must be given once; got {SCENE}, its earlier name, as well")
            wanted[PRESET] = wanted.pop(SCENE)
        if isinstance(wanted.get(PRESET), str) and wanted[PRESET] in self._renamed:
            wanted = self._by_old_name(**wanted)
        base = self.settings if (preset := wanted.pop(PRESET, None)) is None else self._preset(preset)
        unknown = [name for name in wanted if name not in self.controls]
        if unknown:
            has = f"{', '.join(self.controls)}{did_you_mean(unknown[0], [*self.controls, PRESET, PAUSED])}"
            raise ValueError(f"the {self._title} lab has no control {unknown[0]!r}; it has {has}")
        return {**base, **{name: self.controls[name].check(value) for name, value in wanted.items()}}

    def accept(self, settings: dict) -> None:
        """Show these settings, all of which were checked; only controls that show another value are moved."""
        self.settings, self._putting = settings, True
        preset = next((name for name, preset in self._presets.items() if preset == settings), OWN)
        try:
            for name, value in {**settings, PRESET: preset}.items():
                if name in self._handles and self._on_page.get(name, self) != value:
                    self._handles[name].put(value)
                    self._on_page[name] = value
        finally:
            self._putting = False

    def _moved(self, name: str, value: Any) -> None:
        """A control was moved: by a reader, maybe in another thread, or here."""
        if self._putting and self._home.here:
            return
        move = self._newest[name] = object()
        self._home.call(self._follow, name, value, move)

    def _follow(self, name: str, value: Any, move: object) -> None:
        """Ask for what a reader moved, unless it was moved again since then."""
        if move is not self._newest[name]:
            return
        self._on_page.pop(name, None)  # it shows what was asked for, allowed or not
        if (name, value) == (PRESET, OWN):  # there is nothing to set: show again what is set
            self.accept(self.settings)
        else:
            self._changed({name: value})

    def _by_old_name(self, preset: str, **beside: Any) -> dict:
        """What is asked for by the old name of a preset, and a word to whoever wrote it."""
        now = self._renamed[preset]
        warnings.warn(
            f"{PRESET}={preset!r} of the {self._title} lab is now {now}; the old name will go.",
            FutureWarning,  # the kind that Python shows to readers as well
            stacklevel=_outside(),
        )
        return {**now.settings, **beside}

    def _preset(self, name: str) -> dict:
        if name not in self._presets:
            has = f"{', '.join(self._presets) or 'none'}{did_you_mean(name, self._presets)}"
            raise ValueError(f"the {self._title} lab has no preset {name!r}; its presets: {has}")
        return self._presets[name]


def _outside() -> int:
    """How many calls above its caller the reader's own line stands, as `warnings.warn` counts them."""
    frame, level = sys._getframe(1), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("course_lib."):
        frame, level = frame.f_back, level + 1
    return level
