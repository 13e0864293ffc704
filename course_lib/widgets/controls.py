"""The controls a lab is declared with.

A control knows its name, its label, its default and what it allows; `Control.check` says in words what is
wrong with a value, and `Control.build` makes the widget. The lab holds the accepted value; the widget only
shows it. Those for numbers are in `numbers.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar

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


def option(value: Any, options: Mapping[Any, str], find: Callable[[Any], Any]) -> Any:
    """The option that ``value`` is, or is another spelling of; None for anything else."""
    for one in (value, meaning(find, value)):
        if isinstance(one, str | Real) and not isinstance(one, bool) and one in options:
            return next(known for known in options if known == one)
    return None


def quoted(options: Mapping[Any, str]) -> str:
    return ", ".join(map(repr, options))


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
    """A built control: its widget, and how to put a value into it."""

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
    slides: ClassVar[bool] = False  # along a slider: while a reader moves it, the figure's axes stay

    def __post_init__(self):
        self.check(self.default)

    def check(self, value: Any) -> Any:
        """Return ``value`` as the lab stores it.

        Raises:
            ValueError: names the control, what is allowed and what came.
        """
        try:
            return self.stored(f"{self.name} ({self.label})", value)
        except TypeError as error:
            raise ValueError(str(error)) from None

    @property
    def extremes(self) -> list:
        """Values at the ends of what is allowed: what a test drives the lab through."""
        raise NotImplementedError

    def stored(self, argument: str, value: Any) -> Any:
        """``value`` in its one stored form; TypeError or ValueError about ``argument`` if not allowed."""
        raise NotImplementedError

    def build(self, changed: Callable[[Any], None], live: bool) -> Handle:
        """Make the widget; it calls ``changed(value)`` while it moves (``live``) or on release."""
        raise NotImplementedError

    def follow(self, part: widgets.Widget, changed: Callable[[Any], None]) -> Handle:
        """The handle of a control that is one widget, whose value is the control's."""
        part.observe(lambda change: changed(change["new"]), "value")
        part.add_class("course-control")
        return Handle(part, lambda value: setattr(part, "value", value))


@dataclass(frozen=True)
class Choice(Control):
    """One of ``options`` (value → label), as a drop-down list; ``find`` knows other spellings of them."""

    options: Mapping[Any, str] | None = None
    find: Callable[[Any], Any] = as_it_is

    @property
    def extremes(self) -> list:
        return list(self.options)

    def stored(self, argument: str, value: Any) -> Any:
        found = option(value, self.options, self.find)
        if found is None:
            hint = hint_for(value, self.options, self.find)
            raise ValueError(f"{argument} must be one of {quoted(self.options)}; got {value!r}{hint}")
        return found

    def build(self, changed: Callable, live: bool) -> Handle:
        return self.follow(widgets.Dropdown(**self._shown()), changed)

    def _shown(self) -> dict:
        options = [(label, value) for value, label in self.options.items()]
        return dict(options=options, value=self.default, description=self.label, style=LABEL)


@dataclass(frozen=True)
class Pick(Choice):
    """One of a few ordered ``options`` (value → label), as a slider that stops at each."""

    slides = True

    @property
    def extremes(self) -> list:
        values = list(self.options)
        return [values[0], values[-1]]

    def build(self, changed: Callable, live: bool) -> Handle:
        return self.follow(widgets.SelectionSlider(**self._shown(), continuous_update=live), changed)


@dataclass(frozen=True)
class Several(Control):
    """One or more of ``options`` (value → label), as check boxes; stored as a tuple in the options' order.

    ``find`` knows other spellings of one option.
    """

    options: Mapping[Any, str] | None = None
    find: Callable[[Any], Any] = as_it_is

    @property
    def extremes(self) -> list:
        values = tuple(self.options)
        return [values[:1], values]

    def stored(self, argument: str, value: Any) -> tuple:
        listed = isinstance(value, Sequence) and not isinstance(value, str)
        found = [option(one, self.options, self.find) for one in value] if listed else []
        if not found or None in found:
            hint = self._hint(value, listed)
            raise ValueError(f"{argument} must be one or more of {quoted(self.options)}; got {value!r}{hint}")
        return tuple(one for one in self.options if one in found)

    def _hint(self, value: Any, listed: bool) -> str:
        """For a name on its own, and for the first of several that is not allowed."""
        names = value if listed else [value]
        wrong = [one for one in names if meaning(self.find, one) not in [*self.options]]
        return hint_for(wrong[0], self.options, self.find) if wrong else ""

    def build(self, changed: Callable, live: bool) -> Handle:
        boxes = {
            value: widgets.Checkbox(value=value in self.default, description=label, indent=False)
            for value, label in self.options.items()
        }

        def put(value):
            for name, box in boxes.items():
                box.value = name in value

        for box in boxes.values():
            box.observe(lambda _: changed(tuple(name for name, box in boxes.items() if box.value)), "value")
        group = widgets.HBox([widgets.Label(self.label), *boxes.values()])
        group.add_class("course-control").add_class("course-several")
        return Handle(group, put)


@dataclass(frozen=True)
class Switch(Control):
    """On or off, as a check box."""

    @property
    def extremes(self) -> list:
        return [False, True]

    def stored(self, argument: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise TypeError(f"{argument} must be True or False; got {value!r}")
        return value

    def build(self, changed: Callable, live: bool) -> Handle:
        box = widgets.Checkbox(value=self.default, description=self.label, indent=False)
        return self.follow(box, changed)
