"""What `inspect` answers with: layers, parameters, findings, and how they are shown."""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass, field

from course_lib.inspection.records import Finding, Layer, LossCall, Parameter, Sum
from course_lib.inspection.rules.mending import percent
from course_lib.inspection.theory import Theory

SHOWN_LAYERS, SHOWN_FINDINGS = 3, 4
NAME = 26  # characters of a layer's name
CODE = 90  # characters of a line of code, which stands in full in the finding
COLUMNS = ("E[z²]", "across", "E[δ²]", "flat", "dead", "update")


@dataclass
class Report:
    """What one look at a model showed.

    Attributes:
        layers: a `Layer` for each product of an input with weights, in the order in which they were computed.
        parameters: a `Parameter` for each, in the order of `named_parameters`; packed ones in their parts.
        findings: faults and notes, causes first.
        loss: the loss of this run; NaN where none was given.
        expected_loss: that of a guess which needs no model; NaN where not known.
        guess: that guess: "equal odds" of all classes, or "the mean" of the targets, under mse_loss.
        unseen: what could not be seen of this model, in sentences.
        sums: the residual sums, in order.
        theory: what the mean field is asked for; None where it knows nothing of such a model.
    """

    layers: list[Layer]
    parameters: list[Parameter]
    findings: list[Finding]
    loss: float = math.nan
    expected_loss: float = math.nan
    guess: str = ""
    unseen: tuple[str, ...] = ()
    sums: list[Sum] = field(default_factory=list, repr=False)
    theory: Theory | None = field(default=None, repr=False)

    @property
    def faults(self) -> list[Finding]:
        """The findings that are no notes."""
        return [one for one in self.findings if one.severity == "fault"]

    @property
    def notes(self) -> list[Finding]:
        """The findings that are notes."""
        return [one for one in self.findings if one.severity == "note"]

    def plot(self):
        """Signal, gradient and shares by layer, std, gradient and step by weight: a plotly figure.

        The dashed line is theory's, where the model is a stack of dense layers with one activation.
        """
        from course_lib.inspection.drawing import report_figure  # plotly is slow to import

        return report_figure(self.layers, self.parameters, self.theory).figure

    def __repr__(self) -> str:
        return "\n".join([*self._head(), *self._table(), *self._found()])

    def _head(self) -> list[str]:
        counts = (len(self.layers), "layer"), (len(self.faults), "fault"), (len(self.notes), "note")
        lines = ["Report: " + ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts)]
        if math.isfinite(self.expected_loss):
            lines.append(f"loss {self.loss:.4g}; that of {self.guess} is {self.expected_loss:.4g}")
        elif not math.isnan(self.loss):
            lines.append(f"loss {self.loss:.4g}")
        return lines

    def _table(self) -> list[str]:
        names, *cells = self._rows()
        cells = [[short(name), *row] for name, *row in cells]
        if len(cells) > 2 * SHOWN_LAYERS + 1:
            cells[SHOWN_LAYERS:-SHOWN_LAYERS] = [["…"]]
        rows = [["", *names[1:]], *cells] if cells else []
        return [(row[0].ljust(NAME) + "".join(cell.rjust(10) for cell in row[1:])).rstrip() for row in rows]

    def _rows(self) -> list[list[str]]:
        """The names of the columns, then a row for each layer; how far a step goes only where it is known."""
        rows = [[one.name or one.operation, *numbers(one)] for one in self.layers]
        known = any(not math.isnan(one.update) for one in self.layers)
        return [row[: len(row) - (not known)] for row in [["layer", *COLUMNS], *rows]]

    def _found(self) -> list[str]:
        lines = []
        for one in [*self.faults, *self.notes][:SHOWN_FINDINGS]:
            first, *rest = one.line.split("\n")
            cut = first if len(first) <= CODE else first[: CODE - 2] + " …"
            lines += [f"{one.severity} · {one.code}: {one.words}", f"    {one.measured}", f"    {cut}"]
            lines[-1] += " …" * (bool(rest) and cut == first)
        more = len(self.findings) - SHOWN_FINDINGS
        lines += [f"and {more} more in .findings"] * (more > 0)
        return lines + [f"not seen: {len(self.unseen)}, in .unseen"] * bool(self.unseen)

    def _repr_html_(self) -> str:
        said = [html.escape(line) for line in self._head()]
        names, *cells = self._rows()
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        cells = [[f"<td>{html.escape(cell)}</td>" for cell in row] for row in cells]
        body = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
        found = "".join(
            f"<li><b>{html.escape(f'{one.severity} · {one.code}')}</b>: {coded(one.words)}<br>"
            f"{coded(one.measured)}<pre>{html.escape(one.line)}</pre>{linked(one.source)}</li>"
            for one in self.findings
        )
        unseen = "".join(f"<li>{coded(one)}</li>" for one in self.unseen)
        return (
            f"<p>{'<br>'.join(said)}</p><ul>{found}</ul>"
            f"<details><summary>Layers</summary><table><tr>{head}</tr>{body}</table></details>"
            + f"<details><summary>Not seen</summary><ul>{unseen}</ul></details>"
            * bool(unseen)
        )


def coded(text: str) -> str:
    """A sentence whose names in backticks are set as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(text))


def short(name: str) -> str:
    """A name in as many characters as the table has, its end kept."""
    return name if len(name) < NAME else "…" + name[-(NAME - 2) :]


def numbers(layer: Layer) -> list[str]:
    """What the table says of a layer, in the order of `COLUMNS`."""
    sizes = [layer.mean_square, layer.across, layer.gradient]
    shares = [layer.saturated, layer.dead]
    shares = [percent(x) if not math.isnan(x) else "–" for x in shares]
    return [digits(x) for x in sizes] + shares + [digits(layer.update)]


def digits(x: float) -> str:
    """A number in three digits; a dash where it is not known."""
    return f"{x:.3g}" if not math.isnan(x) else "–"


def linked(source: str) -> str:
    """A source whose address can be followed."""
    text, _, address = source.rpartition(", ")
    target = html.escape(address, quote=True)
    return f'{html.escape(text)}, <a href="{target}" target="_blank" rel="noopener">{target}</a>'


def expected(losses: list[LossCall], total: float) -> tuple[float, str]:
    """The loss of a guess, and which, where the loss is one call of a loss function of PyTorch."""
    if len(losses) != 1:
        return math.nan, ""
    (call,) = losses
    own = call.value * call.times
    if not math.isclose(own, total, rel_tol=1e-3, abs_tol=1e-6) and math.isfinite(own):
        return math.nan, ""
    if call.classes:
        return call.equal_odds * call.times, "equal odds"
    return call.entropy * call.times, "the mean"
