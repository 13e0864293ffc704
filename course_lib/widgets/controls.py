"""The controls a lab is declared with.

A control knows its name, its label, its default and what it allows; `Control.check` says in words what is
wrong with a value, and `Control.build` makes the widget. The lab holds the accepted value; the widget only
shows it. Those for numbers are in `numbers.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import ipywidgets as widgets

from course_lib.arguments import did_you_mean

__all__ = ["Choice", "Control", "Handle", "Pick", "Several", "Switch"]

LABEL = {"description_width": "initial"}


def as_it_is(value: Any) -> Any:
    """What `Choice.find` and `Several.find` are where a value has one spelling only."""
    return value


def meaning(find: Callable[[Any], Any], value: Any) -> Any:
    """The option that ``find`` knows ``value`` as, or ``value`` itself, of which `hint_for` says why."""
    try:
        return find(value)
    except (TypeError, ValueError):
        return value


def hint_for(value: Any, options: Mapping[Any, str], find: Callable[[Any], Any]) -> str:
    """The end of an error: the option that ``value`` may have been meant for, or why it means none."""
    near = did_you_mean(value, options)
    try:
        meant = find(value)
    except TypeError:
        return near
    except ValueError as error:
        return (near or error.hint) if hasattr(error, "hint") else f"; {error}"
    return near if meant == value else f"; it means {meant!r}, which is none of these"


@dataclass(frozen=True)
class Handle:
    """A built control: its widget, and how to put a value into it without an event."""

    box: widgets.Widget
    put: Callable[[Any], None]


@dataclass(frozen=True)
class Control:
    """What every control has.

    Args:
        name: the keyword under which `Lab.set` and `Lab.settings` know it.
        label: what the reader sees.
        default: the value a lab opens with.
    """

    name: str
    label: str
    default: Any

    def __post_init__(self):
        self.check(self.default)

    @property
    def allowed(self) -> str:
        """The allowed values, in words."""
        raise NotImplementedError

    @property
    def extremes(self) -> list:
        """Values at the ends of what is allowed: what a test drives the lab through."""
        raise NotImplementedError

    def accepts(self, value: Any) -> bool:
        """Whether ``value`` is allowed."""
        raise NotImplementedError

    def check(self, value: Any) -> Any:
        """Return ``value`` as the lab stores it.

        Raises:
            ValueError: names the control, what is allowed and what came.
        """
        meant = self.meant(value)
        if not self.accepts(meant):
            hint = self.hint(value)
            raise ValueError(f"{self.name} ({self.label}) must be {self.allowed}; got {value!r}{hint}")
        return self.normal(meant)

    def meant(self, value: Any) -> Any:
        """The allowed value that ``value`` is another spelling of, or ``value`` itself."""
        return value

    def hint(self, value: Any) -> str:
        """The end of an error: which name a value that is not allowed may have been meant for."""
        return ""

    def normal(self, value: Any) -> Any:
        """An accepted value in its one stored form."""
        return value

    def build(self, changed: Callable[[Any], None], live: bool) -> Handle:
        """Make the widget; it calls ``changed(value)`` while it moves (``live``) or on release."""
        raise NotImplementedError

    def handle(
        self, changed: Callable, parts: Sequence[widgets.Widget], show: Callable, reads: Mapping | None = None
    ) -> Handle:
        """Connect the widgets ``parts`` to ``changed``; ``show(value)`` sets them without an event.

        ``reads`` maps a part to the function that turns its position into the value it stands for.
        """
        quiet = threading.local()  # a reader may move the control while another thread puts a value into it

        def forward(change):
            if not getattr(quiet, "now", False):
                changed((reads or {}).get(change["owner"], lambda value: value)(change["new"]))

        def put(value):
            before, quiet.now = getattr(quiet, "now", False), True
            try:
                show(value)
            finally:
                quiet.now = before

        for part in parts:
            part.observe(forward, "value")
        box = widgets.HBox(list(parts)) if len(parts) > 1 else parts[0]
        box.add_class("course-control")
        return Handle(box, put)


@dataclass(frozen=True)
class Choice(Control):
    """One of ``options`` (value → label), as a drop-down list; ``find`` knows other spellings of them."""

    options: Mapping[Any, str] | None = None
    find: Callable[[Any], Any] = as_it_is

    def meant(self, value: Any) -> Any:
        return value if self.accepts(value) else meaning(self.find, value)

    @property
    def allowed(self) -> str:
        return "one of " + ", ".join(repr(value) for value in self.options)

    @property
    def extremes(self) -> list:
        return list(self.options)

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str | Real) and not isinstance(value, bool) and value in self.options

    def hint(self, value: Any) -> str:
        return hint_for(value, self.options, self.find)

    def normal(self, value: Any) -> Any:
        return next(option for option in self.options if option == value)

    def build(self, changed: Callable, live: bool) -> Handle:
        menu = widgets.Dropdown(
            options=[(label, value) for value, label in self.options.items()],
            value=self.default,
            description=self.label,
            style=LABEL,
        )
        return self.handle(changed, [menu], lambda value: setattr(menu, "value", value))


@dataclass(frozen=True)
class Pick(Choice):
    """One of a few ordered ``options`` (value → label), as a slider that stops at each."""

    @property
    def extremes(self) -> list:
        values = list(self.options)
        return [values[0], values[-1]]

    def build(self, changed: Callable, live: bool) -> Handle:
        slider = widgets.SelectionSlider(
            options=[(label, value) for value, label in self.options.items()],
            value=self.default,
            description=self.label,
            continuous_update=live,
            style=LABEL,
        )
        return self.handle(changed, [slider], lambda value: setattr(slider, "value", value))


@dataclass(frozen=True)
class Several(Control):
    """One or more of ``options`` (value → label), as check boxes; stored as a tuple in the options' order.

    ``find`` knows other spellings of one option.
    """

    options: Mapping[Any, str] | None = None
    find: Callable[[Any], Any] = as_it_is

    def meant(self, value: Any) -> Any:
        listed = isinstance(value, Sequence) and not isinstance(value, str)
        known = self.accepts(value) or not listed
        return value if known else tuple(meaning(self.find, one) for one in value)

    @property
    def allowed(self) -> str:
        return "one or more of " + ", ".join(repr(value) for value in self.options)

    @property
    def extremes(self) -> list:
        values = tuple(self.options)
        return [values[:1], values]

    def accepts(self, value: Any) -> bool:
        several = isinstance(value, Sequence) and not isinstance(value, str) and len(value) > 0
        return several and all(isinstance(one, str) and one in self.options for one in value)

    def hint(self, value: Any) -> str:
        """For a name on its own, and for the first of several that is not allowed."""
        several = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
        wrong = [one for one in several if meaning(self.find, one) not in [*self.options]]
        return hint_for(wrong[0], self.options, self.find) if wrong else ""

    def normal(self, value: Any) -> tuple:
        return tuple(one for one in self.options if one in value)

    def build(self, changed: Callable, live: bool) -> Handle:
        boxes = {
            value: widgets.Checkbox(value=value in self.default, description=label, indent=False)
            for value, label in self.options.items()
        }

        def show(value):
            for name, box in boxes.items():
                box.value = name in value

        def ticked(_=None):
            changed(tuple(name for name, box in boxes.items() if box.value))

        handle = self.handle(ticked, list(boxes.values()), show)
        title = widgets.Label(self.label)
        group = widgets.HBox([title, *boxes.values()])
        group.add_class("course-control").add_class("course-several")
        return Handle(group, handle.put)


@dataclass(frozen=True)
class Switch(Control):
    """On or off, as a check box."""

    @property
    def allowed(self) -> str:
        return "True or False"

    @property
    def extremes(self) -> list:
        return [False, True]

    def accepts(self, value: Any) -> bool:
        return isinstance(value, bool)

    def build(self, changed: Callable, live: bool) -> Handle:
        box = widgets.Checkbox(value=self.default, description=self.label, indent=False)
        return self.handle(changed, [box], lambda value: setattr(box, "value", value))
