"""What is set in a lab: its controls, the settings they stand for, and the scenes that a reader may pick."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_lib.arguments import did_you_mean
from course_lib.widgets.controls import Choice, Control

__all__ = ["Panel", "Preset", "Renamed"]

SCENE = "scene"  # the name under which `Lab.set` knows the picker
PAUSED = "paused"  # what a lab takes beside its settings; see `Lab`
OWN = ""  # its value when no scene is shown


@dataclass(frozen=True)
class Preset:
    """A named setting of a lab, for whoever wants one figure at once.

    Args:
        label: what is set, in a few words, for the picker. It gives nothing away of what is to be seen, for a
            class predicts that.
        shows: what is to be seen, in a sentence or two, for the instructor.
        settings: what differs from the controls' defaults.
    """

    label: str
    shows: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Renamed:
    """What an old name of a scene stands for, such as ``{"scene": "its name now"}``: no menu offers it."""

    settings: Mapping[str, Any]

    def __str__(self) -> str:
        return ", ".join(f"{name}={value!r}" for name, value in self.settings.items())


class Panel(widgets.HBox):
    """The row of a lab's controls, with the picker of scenes after them.

    Args:
        title: the lab's name, for errors.
        controls: what can be set.
        scenes: what the picker offers, by name, and `Renamed` ones; without any there is no picker.
        settings: values that differ from the controls' defaults, or from those of ``settings["scene"]``.
        changed: called with the settings that a reader asks for, as `checked` takes them.
        live: follow a slider while it moves; otherwise on release.

    Attributes:
        controls: the controls by name.
        settings: the accepted value of each, by name.

    Raises:
        ValueError: two controls share a name; the name or value of a setting, or of one in a scene, is not
            allowed.
    """

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        scenes: Mapping[str, Preset | Renamed],
        settings: Mapping[str, Any],
        changed: Callable[[dict], None],
        live: bool,
    ):
        self._title = title
        self.controls = {control.name: control for control in controls}
        if len(self.controls) < len(controls) or {SCENE, PAUSED} & set(self.controls):
            names = [control.name for control in controls]
            raise ValueError(
                f"controls must each have a name of their own, not {SCENE!r} or {PAUSED!r}; got {names}"
            )
        self.settings = {control.name: control.check(control.default) for control in controls}
        self._renamed = {name: scene for name, scene in scenes.items() if isinstance(scene, Renamed)}
        offered = {name: scene for name, scene in scenes.items() if name not in self._renamed}
        self._scenes: dict[str, dict] = {}
        for name, scene in {**offered, **self._renamed}.items():
            try:
                checked = self.checked(scene.settings)
            except ValueError as error:
                raise ValueError(f"the {title} lab's scene {name!r}: {error}") from error
            if name in offered:
                self._scenes[name] = checked
        self.settings = self.checked(settings)

        parts = list(controls)
        if offered:
            labels = {name: scene.label for name, scene in offered.items()}
            parts.append(Choice(SCENE, "Preset", OWN, {OWN: "own settings", **labels}))
        self._handles = {
            part.name: part.build(lambda value, name=part.name: self._asked(name, value, changed), live)
            for part in parts
        }
        super().__init__([handle.box for handle in self._handles.values()])
        self.add_class("course-controls")
        self.accept(self.settings)

    def checked(self, settings: Mapping[str, Any]) -> dict:
        """All settings: these and, where they say nothing, those of ``settings["scene"]`` or what is set.

        Raises:
            ValueError: a name or value is not allowed; nothing was changed.
        """
        wanted = dict(settings)
        if isinstance(wanted.get(SCENE), str) and wanted[SCENE] in self._renamed:
            wanted = self._by_old_name(**wanted)
        base = self.settings if (scene := wanted.pop(SCENE, None)) is None else self._scene(scene)
        unknown = [name for name in wanted if name not in self.controls]
        if unknown:
            has = f"{', '.join(self.controls)}{did_you_mean(unknown[0], [*self.controls, SCENE, PAUSED])}"
            raise ValueError(f"the {self._title} lab has no control {unknown[0]!r}; it has {has}")
        return {**base, **{name: self.controls[name].check(value) for name, value in wanted.items()}}

    def accept(self, settings: dict) -> None:
        """Show these settings, all of which were checked."""
        self.settings = settings
        for name, value in {**settings, SCENE: self._shown()}.items():
            if name in self._handles:
                self._handles[name].put(value)

    def _asked(self, name: str, value: Any, changed: Callable[[dict], None]) -> None:
        if (name, value) == (SCENE, OWN):  # there is nothing to set: show again what is set
            self.accept(self.settings)
        else:
            changed({name: value})

    def _by_old_name(self, scene: str, **beside: Any) -> dict:
        """What is asked for by the old name of a scene, and a word to whoever wrote it."""
        now = self._renamed[scene]
        warnings.warn(
            f"scene={scene!r} of the {self._title} lab is now {now}; the old name will go.",
            FutureWarning,  # the kind that Python shows to readers as well
            stacklevel=_outside(),
        )
        return {**now.settings, **beside}

    def _scene(self, name: str) -> dict:
        if name not in self._scenes:
            has = f"{', '.join(self._scenes) or 'none'}{did_you_mean(name, self._scenes)}"
            raise ValueError(f"the {self._title} lab has no scene {name!r}; its scenes: {has}")
        return self._scenes[name]

    def _shown(self) -> str:
        """The name of the scene that is set, if any."""
        return next((name for name, scene in self._scenes.items() if scene == self.settings), OWN)


def _outside() -> int:
    """How many calls above its caller the reader's own line stands, as `warnings.warn` counts them."""
    frame, level = sys._getframe(1), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("course_lib."):
        frame, level = frame.f_back, level + 1
    return level
