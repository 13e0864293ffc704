"""What is set in a lab: its controls, the settings they stand for, and presets that a reader may choose."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import anywidget
import traitlets
from ipywidgets import widget_serialization

from course_lib.arguments import did_you_mean
from course_lib.widgets.companion import LabState
from course_lib.widgets.controls import Choice, Control
from course_lib.widgets.running import Home

__all__ = ["Panel", "Preset", "Renamed"]

HERE = Path(__file__).parent
PAGE_SCRIPT = "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("controls.js", "panel.js"))
PRESET = "preset"  # the name under which `Lab.set` knows the menu of presets
SCENE = "scene"  # an earlier name of it
PAUSED, MAIN = "paused", "main"  # what a lab takes beside its settings; see `Lab`
RESERVED = (PRESET, SCENE, PAUSED, MAIN)
OWN = ""  # the menu's value when no preset is shown
MOST_MAIN = 4


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


class Panel(anywidget.AnyWidget):
    """A lab's controls, with the menu of presets before them, and its buttons after them.

    ``panel.js`` and ``controls.js`` draw them from the lab's state. What a reader moves comes as one message,
    ``{"kind": "move", "name", "value", "view", "count"}``, and a button as ``{"kind": "press", "name"}``. The
    answer to a move is the state: ``values`` holds what every control shows, and ``answered`` the view and
    the count of the move, so that a page which has moved on meanwhile keeps what it shows.

    Args:
        title: the lab's name, for errors.
        controls: what can be set.
        presets: what the menu offers, by name, and `Renamed` ones; without any there is no menu.
        settings: values that differ from the controls' defaults, or from those of ``settings["preset"]``.
        changed: called with what a reader asks for, ``{name: value}``, as `checked` takes it.
        pressed: what each button does, by its name, for those that the kernel answers.
        state: where the page reads all this.
        home: where ``changed`` and ``pressed`` are called.
        main: as for `Lab`.
        unused: as for `Lab`.
        linked: as for `Lab`.
        resets: as for `Lab`.

    Attributes:
        controls: the controls by name.
        settings: the accepted value of each, by name.
        call: the lab as a call names it, such as ``labs.signals``.

    Raises:
        ValueError: two controls share a name; the name or value of a setting, or of one in a preset, is not
            allowed; ``main`` does not name at most four controls.
    """

    _esm = PAGE_SCRIPT
    _css = HERE / "panel.css"
    state = traitlets.Instance(LabState).tag(sync=True, **widget_serialization)

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        presets: Mapping[str, Preset | Renamed],
        settings: Mapping[str, Any],
        changed: Callable[[dict], None],
        pressed: Mapping[str, Callable[[], None]],
        state: LabState,
        home: Home,
        *,
        main: Sequence[str],
        unused: Callable[[dict], dict[str, str]] | None,
        linked: Mapping[str, str] | None,
        resets: Mapping[str, Sequence[str]] | None,
    ):
        # The classes stand there from the start: an update could be lost, see `Shown`.
        super().__init__(state=state, _dom_classes=["course-panel", "course-side"])
        self._title, self._changed, self._pressed, self._home = title, changed, pressed, home
        self._unused, self._linked = unused or (lambda settings: {}), linked or {}
        self._resets = resets or {}
        self.call = title
        self.controls = {control.name: control for control in controls}
        if len(self.controls) < len(controls) or set(RESERVED) & set(self.controls):
            names = [control.name for control in controls]
            taken = f"{', '.join(map(repr, RESERVED[:-1]))} or {RESERVED[-1]!r}"
            raise ValueError(f"controls must each have a name of their own, not {taken}; got {names}")
        self.settings = self._defaults = {one.name: one.check(one.default) for one in controls}
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

        labels = {name: preset.label for name, preset in offered.items()}
        menu = Choice(PRESET, "Preset", OWN, {OWN: "own settings", **labels})
        self.shown = self.controls | ({PRESET: menu} if offered else {})
        state.parts = [part.spec() for part in self.shown.values()]
        state.main = [PRESET, *self._main(main)] if offered else self._main(main)
        self._newest: dict[str, int] = {}  # the count of each control's last move
        self._moved: set[str] = set()  # the linked ones that a reader has moved by hand
        state.on_msg(lambda _, sent, __: self._hear(sent))
        self.accept(self.checked(settings))

    @property
    def differing(self) -> dict:
        """The settings that are not the controls' defaults."""
        return {name: value for name, value in self.settings.items() if value != self._defaults[name]}

    @property
    def code(self) -> str:
        """The call that opens the lab as it is set now."""
        return f"{self.call}({', '.join(f'{name}={value!r}' for name, value in self.differing.items())})"

    @property
    def query(self) -> str:
        """What differs from the defaults, as an address holds it: ``gain=1.4&depth=30``."""
        differing = self.differing.items()
        return urlencode({name: self.controls[name].written(value) for name, value in differing})

    def link(self) -> None:
        """Forget what was moved by hand: linked controls that are equal move together again."""
        self._moved.clear()

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
            near = did_you_mean(unknown[0], [*self.controls, PRESET, PAUSED, MAIN])
            has = f"{', '.join(self.controls)}{near}"
            raise ValueError(f"the {self._title} lab has no control {unknown[0]!r}; it has {has}")
        return {**base, **{name: self.controls[name].check(value) for name, value in wanted.items()}}

    def accept(self, settings: dict) -> None:
        """Show these settings, all of which were checked."""
        self.settings = settings
        self.show()

    def show(self, **asked: Any) -> None:
        """Tell the page what is set; ``asked`` is what it shows in its place, allowed or not, as JSON."""
        preset = next((name for name, preset in self._presets.items() if preset == self.settings), OWN)
        shown = {
            name: one.to_page((self.settings | {PRESET: preset})[name]) for name, one in self.shown.items()
        }
        state = self.state
        with state.hold_sync():
            state.values, state.unused = shown | asked, self._unused(self.settings)
            state.code, state.query = self.code, self.query

    def _hear(self, sent: dict) -> None:
        """The page has sent something, maybe in another thread."""
        if sent["kind"] == "press":
            self._home.call(self._pressed[sent["name"]])
        elif sent["kind"] == "move":
            self._newest[sent["name"]] = sent["count"]
            self._home.call(self._follow, sent)

    def _follow(self, move: dict) -> None:
        """Ask for what a reader moved, unless it was moved again since then."""
        name, count = move["name"], move["count"]
        if count != self._newest[name]:
            return
        value = self.shown[name].from_page(move["value"])
        with self.state.hold_sync():
            self.state.answered = {"view": move["view"], "count": count}
            before = self.settings
            if (name, value) == (PRESET, OWN):  # there is nothing to set: show again what is set
                self.show()
                return
            self._changed({name: value, **self._along(name, value)})
            if self.settings is before:  # it was refused, and stays as it was asked for
                self.show(**{name: move["value"]})

    def _along(self, name: str, value: Any) -> dict:
        """What moves along with a control that a reader moves."""
        if name == PRESET:
            self.link()
        elif name in self._linked:
            self._moved.add(name)
        tied = [one for one, leader in self._linked.items() if leader == name and one not in self._moved]
        back = {one: self._defaults[one] for one in self._resets.get(name, ())}
        return back | {one: value for one in tied if self.settings[one] == self.settings[name]}

    def _main(self, names: Any) -> list[str]:
        """The controls that stand open."""
        listed = isinstance(names, Sequence) and not isinstance(names, str)
        if not listed or len({*map(str, names)} & {*self.controls}) < len(names) or len(names) > MOST_MAIN:
            has = ", ".join(self.controls)
            raise ValueError(
                f"{MAIN} must name at most {MOST_MAIN} of the {self._title} lab's controls, each once: "
                f"{has}; got {names!r}"
            )
        return list(names)

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
