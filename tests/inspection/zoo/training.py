"""The short training by which the zoo tells whether a start hurts."""

import torch

from tests.inspection.zoo.case import Case, Training


def losses(case: Case, training: Training):
    """The loss before each step and after the last, as floats; the case's model is trained in place.

    An optimizer that the case brings along is used; otherwise the one that `training` names.
    """
    optimizer = case.kwargs.get("optimizer") or fresh(case.model, training)
    found = []
    for _ in range(training.steps):
        optimizer.zero_grad()
        loss = case.measured_loss()
        found.append(loss.item())
        if loss.requires_grad:
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        found.append(case.measured_loss().item())
    return found


def fresh(model, training):
    """The optimizer that `training` names, over all parameters."""
    if training.optimizer == "adam":
        return torch.optim.Adam(model.parameters(), lr=training.rate)
    return torch.optim.SGD(model.parameters(), lr=training.rate, momentum=0.9)
