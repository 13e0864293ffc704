"""The short training by which the zoo tells whether a start hurts."""

import torch

from tests.inspection.zoo.case import Case, Training


def losses(case: Case, training: Training):
    """The loss of all examples before and after `case.model` is trained on four fifths of them, two floats.

    So both a network that does not learn and one that learns by heart have a large one. An optimizer that
    the case brings along is used, otherwise the one that `training` names. A loss without gradient trains
    nothing.
    """
    optimizer = case.kwargs.get("optimizer") or fresh(case.model, training)
    rows = torch.arange(len(case.targets))
    learned = rows[rows % 5 != 4]
    before = quiet_loss(case)
    for _ in range(training.steps):
        optimizer.zero_grad()
        loss = case.measured_loss(learned)
        if not loss.requires_grad:
            break
        loss.backward()
        optimizer.step()
    return before, quiet_loss(case)


@torch.no_grad()
def quiet_loss(case):
    """The loss of all examples in evaluation mode."""
    mode = case.model.training
    case.model.eval()
    loss = case.measured_loss().item()
    case.model.train(mode)
    return loss


def fresh(model, training):
    """The optimizer that `training` names, over all parameters."""
    if training.optimizer == "adam":
        return torch.optim.Adam(model.parameters(), lr=training.rate)
    return torch.optim.SGD(model.parameters(), lr=training.rate, momentum=0.9)
