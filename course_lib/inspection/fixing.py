"""`fix`: do what a finding asks for, where that is a change of the model's parameters."""

from __future__ import annotations

import torch
from torch import nn

from course_lib.inspection.records import Change, Finding
from course_lib.inspection.refusing import check_model


def fix(model: nn.Module, finding: Finding) -> None:
    """Change the parameters that a finding is about, as its ``line`` does. PyTorch's own generator draws.

    Raises:
        TypeError: ``finding`` is no finding.
        ValueError: its line changes data, loss, optimizer or source, which is the reader's to edit; or the
            model has no such parameter.
    """
    model = check_model(model)
    if not isinstance(finding, Finding):
        raise TypeError(f"finding must be one of report.findings; got {type(finding).__name__}")
    if finding.code == "memory":
        _redraw_modules(model)
        return
    if not finding.changes:
        raise ValueError(f"{finding.code!r} is not in the parameters; edit this yourself: {finding.line}")
    known = dict(model.named_parameters(remove_duplicate=False))
    missing = [name for change in finding.changes for name in change.names if name not in known]
    if missing:
        raise ValueError(f"model has no parameter {missing[0]!r}: the finding is about another model")
    for change in finding.changes:
        for name in change.names:
            _apply(change, known[name])


def _redraw_modules(model: nn.Module) -> None:
    """Let each module draw its own parameters anew."""
    for module in model.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()


def _apply(change: Change, parameter: nn.Parameter) -> None:
    arguments = dict(change.arguments)
    if change.function == "requires_grad_":
        parameter.requires_grad_()
    elif change.function == "copy_":
        parameter.data.copy_(torch.tensor(arguments["values"]))
    else:
        getattr(nn.init, change.function)(parameter, **arguments)
