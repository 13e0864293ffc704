"""Writes the site: a page a lesson, a first page, and every script and style they need."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from plotly.offline import get_plotlyjs

from course_lib.widgets import plot_view
from site_builder import text
from site_builder.frames import FRAMES
from site_builder.lessons import Lesson, read_lesson, with_plots
from site_builder.plots import Plot, pack, pack_frames

__all__ = ["ROOT", "build", "notebooks"]

HERE = Path(__file__).parent
ROOT = HERE.parent
EXPORT = "export default { render };"


def notebooks() -> list[Path]:
    """The learners' notebooks, in order."""
    return sorted((ROOT / "notebooks").glob("[0-9][0-9]*_*.ipynb"))


def templates() -> Environment:
    """The page templates, with the filters they use."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"markdown": text.markdown, "code": text.code, "typeset": text.typeset}
    return environment


def view_script() -> str:
    """The notebooks' own ``plot_view.js`` as a plain script: a page opened from a file may load no module."""
    module = plot_view.PAGE_SCRIPT
    if module.count(EXPORT) != 1:
        raise ValueError(f"plot_view.js must end in {EXPORT!r}, which the site replaces")
    return f"(() => {{\n{module.replace(EXPORT, 'globalThis.courseView = { render };')}\n}})();\n"


def first_page(readme: str) -> tuple[str, str]:
    """What README says before its first section, and its table of lessons."""
    before, table = re.search(
        r"\A(.*?)^## .*^## Lessons\n+((?:\|[^\n]*\n)+)", readme, re.MULTILINE | re.DOTALL
    ).groups()
    return before, table


def write_assets(target: Path) -> None:
    """Copy the scripts, styles and pictures that all pages share."""
    (target / "assets").mkdir(parents=True)
    for path in (HERE / "assets").iterdir():
        shutil.copy(path, target / "assets")
    (target / "assets" / "code.css").write_text(text.code_style(), encoding="utf-8")
    (target / "assets" / "plotly.min.js").write_text(get_plotlyjs(), encoding="utf-8")
    (target / "assets" / "plot_view.js").write_text(view_script(), encoding="utf-8")
    shutil.copytree(
        ROOT / "docs", target / "docs", ignore=lambda _, names: {n for n in names if n[-4:] != ".png"}
    )
    (target / "stills").mkdir()
    (target / "frames").mkdir()


def write_figures(lesson: Lesson, target: Path) -> None:
    """Write a lesson's stills, and the numbers of its plots as a script: a file may not fetch another."""
    plots = {part.id: part.plot.data for part in lesson.parts if part.plot}
    for part in lesson.parts:
        if part.picture:
            (target / "stills" / f"{part.id}.png").write_bytes(part.picture)
    script = f"globalThis.courseFrames = {json.dumps(plots, separators=(',', ':'))};\n"
    (target / "frames" / f"{lesson.number}.js").write_text(script, encoding="utf-8")


def plots_of(lesson: Lesson, pool: Executor) -> dict[str, Future[Plot]]:
    """Compute a lesson's figures in ``pool``: the id of a cell → its plot.

    Raises:
        ValueError: frames are declared for a cell that is not there.
    """
    declared = {one.cell: one for one in FRAMES.get(lesson.number, ())}
    if strangers := set(declared) - {part.source for part in lesson.parts if part.picture}:
        raise ValueError(f"{lesson.page} has no figure {min(strangers)!r}, for which frames are declared")
    return {
        part.id: pool.submit(pack_frames, declared[part.source])
        if part.source in declared
        else pool.submit(pack, part.source)
        for part in lesson.parts
        if part.picture
    }


def build(target: Path) -> Iterator[Path]:
    """Build the site into the folder ``target``, in place of what is there, and yield each page written.

    Raises:
        ValueError: frames are declared for a cell that is not there, or with values that do not suit its lab.
    """
    shutil.rmtree(target, ignore_errors=True)
    write_assets(target)
    pages, lessons = templates(), [read_lesson(path) for path in notebooks()]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        computed = [plots_of(lesson, pool) for lesson in lessons]
        lessons = [
            with_plots(lesson, {cell: plot.result() for cell, plot in plots.items()})
            for lesson, plots in zip(lessons, computed, strict=True)
        ]
    before, table = first_page((ROOT / "README.md").read_text(encoding="utf-8"))
    index = pages.get_template("index.html.j2").render(
        lessons=lessons, current=None, before=before, table=table
    )
    (target / "index.html").write_text(index, encoding="utf-8")
    yield target / "index.html"
    chain = [lesson for lesson in lessons if lesson.number.isdigit()]  # appendices stand beside it
    for lesson in lessons:
        write_figures(lesson, target)
        page = pages.get_template("lesson.html.j2").render(
            lessons=lessons, current=lesson,
            previous=next((one for one in reversed(chain) if one.number < lesson.number), None),
            following=next((one for one in chain if one.number > lesson.number), None),
        )  # fmt: skip
        (target / lesson.page).write_text(page, encoding="utf-8")
        yield target / lesson.page
