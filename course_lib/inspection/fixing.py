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
    if not finding.changes:
        raise ValueError(f"{finding.code!r} is not in the parameters; edit this yourself: {finding.line}")
    parameters = dict(model.named_parameters(remove_duplicate=False))
    modules = dict(model.named_modules(remove_duplicate=False))
    todo = []
    for change in finding.changes:
        known = modules if change.function == "reset_parameters" else parameters
        for name in change.names:
            if name not in known:
                raise ValueError(f"model has no {name!r}: the finding is about another model")
            todo.append((change, known[name]))
    for change, one in todo:
        apply(change, one)


def apply(change: Change, parameter: nn.Parameter | nn.Module) -> None:
    """Do a change to one of the parameters or modules that it names."""
    arguments = dict(change.arguments)
    if change.function in ("requires_grad_", "reset_parameters"):
        getattr(parameter, change.function)()
    elif change.function == "copy_":
        parameter.data.copy_(torch.tensor(arguments["values"]))
    else:
        getattr(nn.init, change.function)(parameter, **arguments)
